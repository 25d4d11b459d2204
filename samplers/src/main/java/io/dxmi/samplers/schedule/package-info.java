/**
 * Noise levels and the coefficients of a sampler's steps: numbers only. Time counts from noise (t = 0) to data, arrays of
 * length T are indexed by the sampler's step; what counts the other way says so and goes through
 * {@link io.dxmi.samplers.schedule.TimeDirection}.
 */
package io.dxmi.samplers.schedule;
