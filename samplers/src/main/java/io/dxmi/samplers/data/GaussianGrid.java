package io.dxmi.samplers.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Twenty-five equal Gaussians of sd 0.15 on a square grid of spacing 1.5 around the origin. */
final class GaussianGrid implements Distribution2d {

    private static final int SIDE = 5;
    private static final double SPACING = 1.5;
    private static final double SD = 0.15;

    private final GaussianMixture mixture;

    GaussianGrid() {
        double[] x = new double[SIDE * SIDE];
        double[] y = new double[SIDE * SIDE];
        double[] weights = new double[SIDE * SIDE];
        Arrays.fill(weights, 1.0 / (SIDE * SIDE));
        for (int k = 0; k < x.length; k++) {
            x[k] = SPACING * (k % SIDE - SIDE / 2);
            y[k] = SPACING * (k / SIDE - SIDE / 2);
        }
        mixture = new GaussianMixture(x, y, weights, SD);
    }

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            int k = random.nextInt(SIDE * SIDE);
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
        for (int k = 0; k < SIDE * SIDE; k++) modes.add(new Mode(mixture.x()[k], mixture.y()[k], SD));
        return List.copyOf(modes);
    }
}
