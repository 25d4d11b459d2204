/**
 * The few dense kernels that feature metrics spend their time in, in float64, tiled for the caches and spread over the
 * cores. A matrix is {@code double[rows][columns]}; results do not depend on the number of cores.
 */
package io.dxmi.eval.matrix;
