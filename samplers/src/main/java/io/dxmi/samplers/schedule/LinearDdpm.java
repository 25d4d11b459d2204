package io.dxmi.samplers.schedule;

/**
 * The 1000-step DDPM with variances rising linearly from 1e-4 to 0.02 (Ho et al. 2020, section 4). Its own index counts
 * from data (0) to noise (999).
 */
public final class LinearDdpm implements NoiseSchedule {

    public static final int STEPS = 1000;
    static final double FIRST_BETA = 1e-4;
    static final double LAST_BETA = 0.02;

    private static final double SLOPE = (LAST_BETA - FIRST_BETA) / (STEPS - 1);
    /** {@code 1 - beta_i = SLOPE (ROOT - i)}, so the product is a ratio of gamma functions. */
    private static final double ROOT = (1 - FIRST_BETA) / SLOPE;

    private static final double[] ALPHA_BAR = product();

    private static double[] product() {
        double[] out = new double[STEPS];
        double product = 1;
        for (int i = 0; i < STEPS; i++) {
            product *= 1 - (FIRST_BETA + SLOPE * i);
            out[i] = product;
        }
        return out;
    }

    /** Signal power after noising step i, index 0 = data. */
    public static double alphaBar(int i) {
        return ALPHA_BAR[i];
    }

    /**
     * Log of {@link #alphaBar(int)} continued to fractional indices in [0, 999], by Stirling's form of the gamma function
     * (FastDPM, Kong and Ping 2021, section 3.2; equal at whole indices to 1e-9).
     */
    public static double logAlphaBar(double index) {
        return (index + 1) * Math.log(SLOPE) + logGamma(ROOT + 1) - logGamma(ROOT - index);
    }

    /** The fractional index whose {@link #logAlphaBar} is {@code log}; held to [0, 999]. */
    public static double indexOf(double log) {
        double low = 0;
        double high = STEPS - 1;
        for (int i = 0; i < 60; i++) { // halves 999 to below rounding
            double middle = (low + high) / 2;
            if (logAlphaBar(middle) > log) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    private static double logGamma(double z) {
        double y = z - 1;
        return Math.log(2 * Math.PI * y) / 2 + y * (Math.log(y) - 1) + Math.log1p(1 / (12 * y));
    }

    @Override
    public int steps() {
        return STEPS;
    }

    @Override
    public double[] alphaBar() {
        return TimeDirection.flip(ALPHA_BAR);
    }

    /** The DDPM's index: 999 down to 0. */
    @Override
    public double[] time() {
        double[] time = new double[STEPS];
        for (int t = 0; t < STEPS; t++) time[t] = TimeDirection.flip(t, STEPS);
        return time;
    }
}
