package io.dxmi.samplers.data;

import java.util.random.RandomGenerator;

/**
 * Five Gaussian arms, drawn out along their radius and twisted around the centre, after the pinwheel of Johnson et al. (2016).
 * The twist is an angle of {@value #TWIST} r^2 at radius r, before all is scaled by {@value #SCALE}. A rotation by an angle
 * that depends on the radius alone keeps areas, so the density is that of the arms before the twist.
 */
final class Pinwheel implements Distribution2d {

    private static final int ARMS = 5;
    private static final double RADIAL_SD = 0.25;
    private static final double TANGENTIAL_SD = 0.1;
    private static final double TWIST = 0.25;
    private static final double SCALE = 2;

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            double along = 1 + RADIAL_SD * random.nextGaussian();
            double across = TANGENTIAL_SD * random.nextGaussian();
            double angle = angle(random.nextInt(ARMS), along * along + across * across);
            out[i] = (float) (SCALE * (Math.cos(angle) * along - Math.sin(angle) * across));
            out[i + 1] = (float) (SCALE * (Math.sin(angle) * along + Math.cos(angle) * across));
        }
    }

    private static double angle(int arm, double square) {
        return 2 * Math.PI * arm / ARMS + TWIST * square;
    }

    @Override
    public double logDensity(double x, double y) {
        double u = x / SCALE;
        double v = y / SCALE;
        double[] terms = new double[ARMS];
        for (int k = 0; k < ARMS; k++) {
            double angle = angle(k, u * u + v * v);
            double along = (Math.cos(angle) * u + Math.sin(angle) * v - 1) / RADIAL_SD;
            double across = (Math.cos(angle) * v - Math.sin(angle) * u) / TANGENTIAL_SD;
            terms[k] = -(along * along + across * across) / 2;
        }
        double area = 2 * Math.PI * RADIAL_SD * TANGENTIAL_SD * SCALE * SCALE;
        return GaussianMixture.logSumExp(terms) - Math.log(ARMS * area);
    }
}
