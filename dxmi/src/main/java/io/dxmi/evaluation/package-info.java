/**
 * Measures samples, of images or of points, from files or from a run: finds out what a path holds, chooses the extractor,
 * streams both sides and writes cards and pictures.
 */
package io.dxmi.evaluation;
