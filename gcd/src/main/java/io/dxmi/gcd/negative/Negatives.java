package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.sample.RollOut;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A batch of negative samples.
 *
 * @param samples (B, ...)
 * @param rollOut the trajectories they end, where a sampler drew them
 * @param logged what drawing them measured, by name; in the order of the names, so that a run's rows are the same in every
 *     process
 */
public record Negatives(NDArray samples, Optional<RollOut> rollOut, Map<String, Pending<Double>> logged) {

    public Negatives {
        logged = Collections.unmodifiableMap(new TreeMap<>(logged));
    }
}
