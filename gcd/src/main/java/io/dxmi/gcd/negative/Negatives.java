package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.sample.RollOut;
import java.util.Map;
import java.util.Optional;

/**
 * A batch of negative samples.
 *
 * @param samples (B, ...)
 * @param rollOut the trajectories they end, where a sampler drew them
 * @param logged what drawing them measured, by name
 */
public record Negatives(NDArray samples, Optional<RollOut> rollOut, Map<String, Double> logged) {}
