package io.dxmi.samplers.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Round Gaussians of equal weights and widths: the modes of a set. */
record EqualGaussians(GaussianMixture mixture) implements Distribution2d {

    /** Eight on a circle of radius 4, sd 0.5, all divided by 1.414 (not by the root of 2), as in FFJORD. */
    static EqualGaussians onCircle() {
        int modes = 8;
        double scale = 1.414;
        double[] x = new double[modes];
        double[] y = new double[modes];
        for (int k = 0; k < modes; k++) {
            x[k] = 4 / scale * Math.cos(Math.PI / 4 * k);
            y[k] = 4 / scale * Math.sin(Math.PI / 4 * k);
        }
        return of(x, y, 0.5 / scale);
    }

    /** Twenty-five of sd 0.15 on a square grid of spacing 1.5 around the origin. */
    static EqualGaussians onGrid() {
        int side = 5;
        double spacing = 1.5;
        double[] x = new double[side * side];
        double[] y = new double[side * side];
        for (int k = 0; k < x.length; k++) {
            x[k] = spacing * (k % side - side / 2);
            y[k] = spacing * (k / side - side / 2);
        }
        return of(x, y, 0.15);
    }

    private static EqualGaussians of(double[] x, double[] y, double sd) {
        double[] weights = new double[x.length];
        Arrays.fill(weights, 1.0 / x.length);
        return new EqualGaussians(new GaussianMixture(x, y, weights, sd));
    }

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            int k = random.nextInt(mixture.x().length);
            out[i] = (float) (mixture.x()[k] + mixture.sd() * random.nextGaussian());
            out[i + 1] = (float) (mixture.y()[k] + mixture.sd() * random.nextGaussian());
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
        for (int k = 0; k < mixture.x().length; k++) {
            modes.add(new Mode(mixture.x()[k], mixture.y()[k], mixture.sd()));
        }
        return List.copyOf(modes);
    }
}
