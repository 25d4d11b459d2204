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

    /** The bumps of a Gaussian mixture; empty for every other distribution. */
    default List<Mode> modes() {
        return List.of();
    }
}
