package io.dxmi.gcd.bilevel;

import java.util.Arrays;

/** The nearest point of a closed convex set. */
@FunctionalInterface
public interface Projection {

    /** No constraint: the set is the whole space. */
    Projection NONE = point -> {};

    /** Replaces a point by its projection, in place. */
    void apply(double[] point);

    /** Projection on a box, coordinate by coordinate. */
    static Projection box(double[] low, double[] high) {
        return point -> Arrays.setAll(point, i -> Math.min(Math.max(point[i], low[i]), high[i]));
    }
}
