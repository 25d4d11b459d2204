package io.dxmi.gcd.bilevel;

import java.util.function.Function;

/**
 * Momentum of F3SA (arXiv 2301.10945): {@code h_k = grad(p_k; s_k) + (1 - eta_k) (h_(k-1) - grad(p_(k-1); s_k))}, both
 * gradients on one minibatch. It keeps its last direction, so each variable has one of its own.
 */
public final class Storm implements Direction {

    private final Power eta;
    private final double least;
    private Point before;
    private double[] last;

    /**
     * Momentum without a past; its first direction is the gradient.
     *
     * @param eta the weight of the new gradient, cut at 1
     * @param least eta does not fall below this
     */
    public Storm(Power eta, double least) {
        this.eta = eta;
        this.least = least;
    }

    @Override
    public double[] of(Function<Point, double[]> gradient, Point at, int k) {
        double[] direction = gradient.apply(at);
        if (before != null) {
            double keep = 1 - Math.min(1, Math.max(least, eta.at(k)));
            double[] old = gradient.apply(before);
            for (int i = 0; i < direction.length; i++) direction[i] += keep * (last[i] - old[i]);
        }
        before = at;
        last = direction;
        return direction.clone();
    }
}
