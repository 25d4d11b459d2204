package io.dxmi.samplers.engine;

import java.util.Map;

/**
 * What one update measured.
 *
 * @param gradNorm norm of the gradient over all trained parameters, before clipping
 * @param logged the loss's own scalars, by name
 */
public record Stats(double loss, double gradNorm, Map<String, Double> logged) {}
