package io.dxmi.samplers.data;

import java.util.random.RandomGenerator;

/**
 * Four concentric circles of radius 0.75, 1.5, 2.25 and 3, equally likely, under Gaussian noise of sd 0.08, as in FFJORD.
 *
 * <p>A circle under Gaussian noise has the density {@code exp(-(d^2 + r^2) / 2s^2) I_0(d r / s^2) / (2 pi s^2)} at
 * distance d from the centre.
 */
final class Rings implements Distribution2d {

    private static final double[] RADII = {0.75, 1.5, 2.25, 3};
    private static final double SD = 0.08;

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            double radius = RADII[random.nextInt(RADII.length)];
            double angle = 2 * Math.PI * random.nextDouble();
            out[i] = (float) (radius * Math.cos(angle) + SD * random.nextGaussian());
            out[i + 1] = (float) (radius * Math.sin(angle) + SD * random.nextGaussian());
        }
    }

    @Override
    public double logDensity(double x, double y) {
        double distance = Math.hypot(x, y);
        double[] terms = new double[RADII.length];
        for (int k = 0; k < terms.length; k++) {
            double gap = (distance - RADII[k]) / SD;
            terms[k] = -gap * gap / 2 + logScaledBessel(distance * RADII[k] / (SD * SD));
        }
        return GaussianMixture.logSumExp(terms) - Math.log(RADII.length * 2 * Math.PI * SD * SD);
    }

    /** {@code log(exp(-z) I_0(z))}, z >= 0. Abramowitz and Stegun, 9.6.10 (power series) and 9.7.1 (large z). */
    static double logScaledBessel(double z) {
        double term = 1;
        double sum = 1;
        if (z < 30) {
            for (int k = 1; term > 1e-17 * sum; k++) {
                term *= z * z / (4.0 * k * k);
                sum += term;
            }
            return Math.log(sum) - z;
        }
        for (int k = 1; term > 1e-17; k++) { // the terms shrink until k reaches 2z, far beyond this end
            term *= (2 * k - 1) * (2 * k - 1) / (8 * k * z);
            sum += term;
        }
        return Math.log(sum) - Math.log(2 * Math.PI * z) / 2;
    }
}
