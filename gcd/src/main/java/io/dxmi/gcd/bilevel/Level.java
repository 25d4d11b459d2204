package io.dxmi.gcd.bilevel;

import java.util.random.RandomGenerator;

/**
 * One level of a bilevel problem: a function of the upper variable x and the lower variable y that is known by its gradients on
 * minibatches. No method changes its arguments, and results are new arrays.
 *
 * @param <S> a minibatch, or the noise of one evaluation
 */
public interface Level<S> {

    /** Draws a minibatch. */
    S sample(RandomGenerator random);

    /** The gradient for x on a minibatch, of x's length. */
    double[] gradientX(double[] x, double[] y, S sample);

    /** The gradient for y on a minibatch, of y's length. */
    double[] gradientY(double[] x, double[] y, S sample);
}
