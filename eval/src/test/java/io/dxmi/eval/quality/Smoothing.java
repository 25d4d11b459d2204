package io.dxmi.eval.quality;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A transport whose optimal plan is known, by exact matching of samples: from the cube [-1, 1]^m in R^d to the same cube moved
 * by 1 or -1 along the next axis, with noise on the source. The plan keeps the first m coordinates.
 *
 * @param m dimension of the cube
 * @param d dimension of the space, above m
 * @param n points on each side
 */
record Smoothing(int m, int d, int n) {

    private static final double[] NOISES = {.0005, .01, .02, .04, .07, .12, .2, .3, .5, .8};

    /**
     * Means over repeated draws.
     *
     * @param tangential mean squared error of the first m coordinates
     * @param agreement share of points whose noise along the next axis has the sign of their match
     */
    record Errors(double tangential, double agreement) {}

    /** At one noise; the draws of a seed are the same at every noise. */
    Errors errors(double noise, long seed, int repetitions) {
        double tangential = 0;
        double agreement = 0;
        for (int k = 0; k < repetitions; k++) {
            Errors errors = errors(noise, new SplittableRandom(1000 * seed + k));
            tangential += errors.tangential / repetitions;
            agreement += errors.agreement / repetitions;
        }
        return new Errors(tangential, agreement);
    }

    private Errors errors(double noise, SplittableRandom random) {
        double[][] source = new double[n][d];
        double[][] target = new double[n][d];
        double[][] moved = new double[n][d];
        double[] across = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) source[i][k] = 2 * random.nextDouble() - 1;
            for (int k = 0; k < m; k++) target[i][k] = 2 * random.nextDouble() - 1;
            target[i][m] = random.nextBoolean() ? 1 : -1;
            for (int k = 0; k < d; k++) {
                double unit = random.nextGaussian();
                if (k == m) across[i] = unit;
                moved[i][k] = source[i][k] + noise * unit;
            }
        }
        int[] match = ExactWasserstein.w2(moved, target).columnOf();
        double squares = 0;
        int agree = 0;
        for (int i = 0; i < n; i++) {
            double[] to = target[match[i]];
            for (int k = 0; k < m; k++) squares += (source[i][k] - to[k]) * (source[i][k] - to[k]);
            if (Math.signum(across[i]) == to[m]) agree++;
        }
        return new Errors(squares / n, (double) agree / n);
    }

    /**
     * Where noise begins to cost: the noise at which the tangential error is twice that without, log-interpolated, and the rule's
     * own number for these points, {@code sqrt(error without noise / m)}; means over the seeds.
     */
    record Elbow(double noise, double sd, double rule) {}

    Elbow elbow(int seeds) {
        int repetitions = Math.max(2, 2048 / n);
        double[] elbows = new double[seeds];
        double without = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double base = errors(NOISES[0], seed, repetitions).tangential;
            elbows[seed] = twice(base, seed, repetitions);
            without += base / seeds;
        }
        double mean = Arrays.stream(elbows).average().orElseThrow();
        double variance =
                Arrays.stream(elbows).map(e -> (e - mean) * (e - mean)).sum() / (seeds - 1);
        return new Elbow(mean, Math.sqrt(variance), Math.sqrt(without / m));
    }

    private double twice(double base, int seed, int repetitions) {
        double before = 1;
        for (int k = 1; k < NOISES.length; k++) {
            double ratio = errors(NOISES[k], seed, repetitions).tangential / base;
            if (ratio >= 2) {
                double share = Math.log(2 / before) / Math.log(ratio / before);
                return NOISES[k - 1] * Math.pow(NOISES[k] / NOISES[k - 1], share);
            }
            before = ratio;
        }
        throw new AssertionError("the error is never twice that without noise");
    }
}
