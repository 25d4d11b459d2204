/**
 * What is learnt from: point distributions with their true densities, files, shipped data. No engine here, only arrays.
 * Samples are float32, one after the other in C order; shapes leave the batch out. Densities are in nats.
 */
package io.dxmi.samplers.data;
