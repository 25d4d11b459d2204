package io.dxmi.samplers.data;

import java.util.random.RandomGenerator;

/**
 * Two interleaved half circles under Gaussian noise: scikit-learn's {@code make_moons(noise=0.1)}, doubled and moved by
 * (-1, -0.2) as in FFJORD.
 *
 * <p>The density is the integral of a Gaussian along the arcs by quadrature, to 1e-9 nats where it
 * exceeds exp(-15), and to a thousandth of the log-density farther out.
 */
final class Moons implements Distribution2d {

    private static final double SCALE = 2;
    private static final double SHIFT_X = -1;
    private static final double SHIFT_Y = -0.2;
    private static final double SD = 0.1 * SCALE;
    private static final int PANELS = 32; // each shorter than an sd

    private final GaussianMixture mixture;

    Moons() {
        this(PANELS);
    }

    /** @param panels of the quadrature, along each arc */
    Moons(int panels) {
        GaussLegendre rule = GaussLegendre.on(0, Math.PI, panels);
        int n = rule.nodes().length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        double[] weights = new double[2 * n];
        for (int k = 0; k < 2 * n; k++) {
            boolean upper = k < n;
            x[k] = x(upper, rule.nodes()[k % n]);
            y[k] = y(upper, rule.nodes()[k % n]);
            weights[k] = rule.weights()[k % n] / (2 * Math.PI);
        }
        mixture = new GaussianMixture(x, y, weights, SD);
    }

    private static double x(boolean upper, double angle) {
        return SCALE * (upper ? Math.cos(angle) : 1 - Math.cos(angle)) + SHIFT_X;
    }

    private static double y(boolean upper, double angle) {
        return SCALE * (upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + SHIFT_Y;
    }

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            boolean upper = random.nextBoolean();
            double angle = Math.PI * random.nextDouble();
            out[i] = (float) (x(upper, angle) + SD * random.nextGaussian());
            out[i + 1] = (float) (y(upper, angle) + SD * random.nextGaussian());
        }
    }

    @Override
    public double logDensity(double x, double y) {
        return mixture.logDensity(x, y);
    }

    @Override
    public double[] densities(double[] x, double[] y) {
        return mixture.densities(x, y);
    }
}
