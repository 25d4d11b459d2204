package io.dxmi.trained;

/**
 * A step's result, flat.
 *
 * @param mean of the next states
 * @param next states
 */
public record SamplerStep(float[] mean, float[] next) {}
