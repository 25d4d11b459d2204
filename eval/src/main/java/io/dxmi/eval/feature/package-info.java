/**
 * Feature extractors for distances between sets of images, and images streamed through them. Images are 8-bit pictures;
 * features are (N, dimensions), as double.
 */
package io.dxmi.eval.feature;
