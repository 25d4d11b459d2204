/**
 * Samplers: one step each, and the chains that take all of them. Time counts from noise, {@code t = 0}, to data; x_T is a
 * sample. A sampler knows no energy.
 */
package io.dxmi.samplers.sample;
