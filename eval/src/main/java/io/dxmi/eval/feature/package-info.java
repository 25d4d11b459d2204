/**
 * Feature extractors for distances between sets of images. Images are (N, C, H, W) in [-1, 1], row-major; features are
 * (N, dimensions), as double.
 */
package io.dxmi.eval.feature;
