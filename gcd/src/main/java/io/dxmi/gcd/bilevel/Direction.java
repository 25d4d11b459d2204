package io.dxmi.gcd.bilevel;

import java.util.function.Function;

/** What a variable moves against: the gradient of a minibatch, or an average over iterations. */
@FunctionalInterface
public interface Direction {

    /** The gradient of the minibatch (F2SA). */
    Direction PLAIN = (gradient, at, k) -> gradient.apply(at);

    /**
     * The direction of one step.
     *
     * @param gradient the gradient on one minibatch, as a function of the point
     * @param k the iteration, from 0
     */
    double[] of(Function<Point, double[]> gradient, Point at, int k);
}
