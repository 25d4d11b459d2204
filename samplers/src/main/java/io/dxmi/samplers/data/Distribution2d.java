package io.dxmi.samplers.data;

import java.util.List;
import java.util.random.RandomGenerator;

/** A distribution of points in the plane whose density is known. */
public interface Distribution2d {

    /**
     * One Gaussian bump of a mixture with equal weights.
     *
     * @param sd standard deviation in every direction
     */
    record Mode(double x, double y, double sd) {}

    /** Fills {@code out}, (n, 2), with independent draws. */
    void sample(RandomGenerator random, float[] out);

    /** The true log-density in nats; minus infinity outside the support. */
    double logDensity(double x, double y);

    /**
     * The true density on a product of two axes.
     *
     * @param x coordinates along the first axis
     * @param y along the second
     * @return at {@code (x[i], y[j])} in entry {@code j * x.length + i}; 0 where it is too small for a double
     */
    default double[] densities(double[] x, double[] y) {
        double[] out = new double[x.length * y.length];
        for (int j = 0; j < y.length; j++) {
            for (int i = 0; i < x.length; i++) out[j * x.length + i] = Math.exp(logDensity(x[i], y[j]));
        }
        return out;
    }

    /** The bumps of a Gaussian mixture; empty for every other distribution. */
    default List<Mode> modes() {
        return List.of();
    }
}
