package io.dxmi.eval.reference;

import io.dxmi.eval.feature.Identity;

/**
 * How a metric was computed.
 *
 * @param implementation program, algorithm, its settings and its precision
 * @param features the features that the metric reads
 * @param seed of subsets, directions and draws; the seed of the run for its own metrics
 */
public record Method(String implementation, Identity features, long seed) {

    /** @throws IllegalArgumentException if the implementation is blank */
    public Method {
        if (implementation.isBlank()) throw new IllegalArgumentException("a method needs its implementation");
    }

    /** A method of this project. */
    public static Method own(String algorithm, Identity features, long seed) {
        return new Method("dxmi: " + algorithm, features, seed);
    }
}
