/**
 * The dense linear algebra that metrics of features spend their time in. Decompositions, and products of many long rows,
 * are those of libtorch; the rest is tiled for the caches and spread over the cores here. A matrix is
 * {@code double[rows][columns]}.
 */
package io.dxmi.eval.matrix;
