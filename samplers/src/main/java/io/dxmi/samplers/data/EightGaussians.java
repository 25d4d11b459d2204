package io.dxmi.samplers.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Eight equal Gaussians on a circle of radius 4, sd 0.5, all divided by 1.414 (not by the root of 2), as in FFJORD. */
final class EightGaussians implements Distribution2d {

    private static final double SCALE = 1.414;
    private static final double RADIUS = 4 / SCALE;
    private static final double SD = 0.5 / SCALE;
    private static final int MODES = 8;

    private final GaussianMixture mixture;

    EightGaussians() {
        double[] x = new double[MODES];
        double[] y = new double[MODES];
        double[] weights = new double[MODES];
        Arrays.fill(weights, 1.0 / MODES);
        for (int k = 0; k < MODES; k++) {
            x[k] = RADIUS * Math.cos(Math.PI / 4 * k);
            y[k] = RADIUS * Math.sin(Math.PI / 4 * k);
        }
        mixture = new GaussianMixture(x, y, weights, SD);
    }

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            int k = random.nextInt(MODES);
            out[i] = (float) (mixture.x()[k] + SD * random.nextGaussian());
            out[i + 1] = (float) (mixture.y()[k] + SD * random.nextGaussian());
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

    @Override
    public List<Mode> modes() {
        List<Mode> modes = new ArrayList<>();
        for (int k = 0; k < MODES; k++) modes.add(new Mode(mixture.x()[k], mixture.y()[k], SD));
        return List.copyOf(modes);
    }
}
