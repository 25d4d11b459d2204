package io.dxmi.eval.quality;

import java.util.random.RandomGenerator;

/**
 * Samples and data that share their noise: the exact way back from noise to data, {@code dx = (x/2 + score) dB + dW} over {@code B =
 * -log a} for the signal power a, and a sampler of T steps from the same start under the same Brownian path. The root of
 * their mean squared distance is an upper bound of the Wasserstein-2 distance of samples from data, whatever the sampler: one
 * plan among all. It counts errors of the score and of the number of steps alike, and is finite everywhere.
 *
 * @param data the exact score
 * @param signal signal powers of the sampler's states, ascending, (T); the sample has 1
 */
public record SynchronousCoupling(NoisedMixture data, double[] signal) {

    /** Euler steps of the exact way, as a share of the variance there. */
    private static final double STRIDE = 0.02;

    /** A sampler's step. */
    @FunctionalInterface
    public interface Step {

        /**
         * The next states.
         *
         * @param states (n, d)
         * @param t in [0, T)
         * @param noise unit, (n, d)
         */
        double[][] next(double[][] states, int t, double[][] noise);
    }

    /**
     * Pairs of rows.
     *
     * @param data ends of the exact way, (n, d)
     * @param samples ends of the sampler's, (n, d)
     */
    public record Pairs(double[][] data, double[][] samples) {

        /** Root of the mean squared distance of a pair. */
        public double distance() {
            double sum = 0;
            for (int i = 0; i < data.length; i++) {
                for (int j = 0; j < data[i].length; j++) {
                    sum += (data[i][j] - samples[i][j]) * (data[i][j] - samples[i][j]);
                }
            }
            return Math.sqrt(sum / data.length);
        }
    }

    /** n pairs. The sampler starts from unit noise, the exact way from noised data with the same noise. */
    public Pairs pairs(Step sampler, RandomGenerator random, int n) {
        double[][] exact = data.draws(random, n);
        double[][] sampled = new double[n][exact[0].length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < exact[i].length; j++) {
                sampled[i][j] = random.nextGaussian();
                exact[i][j] = Math.sqrt(signal[0]) * exact[i][j] + Math.sqrt(1 - signal[0]) * sampled[i][j];
            }
        }
        for (int t = 0; t < signal.length; t++) {
            double end = t + 1 < signal.length ? signal[t + 1] : 1;
            double[][] noise = goBack(exact, signal[t], end, random);
            sampled = sampler.next(sampled, t, noise);
        }
        return new Pairs(exact, sampled);
    }

    /** Moves the states from one signal power to another. @return the noise of the way as unit noise */
    private double[][] goBack(double[][] states, double from, double to, RandomGenerator random) {
        double[][] path = new double[states.length][states[0].length];
        double length = Math.log(to / from);
        double done = 0;
        while (done < length) {
            double a = from * Math.exp(done);
            double left = length - done;
            double h = Math.min(STRIDE * data.variance(a), left);
            if (left - h < 1e-9 * length) h = left;
            double[][] score = data.score(states, a);
            for (int i = 0; i < states.length; i++) {
                for (int j = 0; j < path[i].length; j++) {
                    double move = Math.sqrt(h) * random.nextGaussian();
                    path[i][j] += move;
                    states[i][j] += h * (states[i][j] / 2 + score[i][j]) + move;
                }
            }
            done = h == left ? length : done + h;
        }
        for (double[] row : path) for (int j = 0; j < row.length; j++) row[j] /= Math.sqrt(length);
        return path;
    }
}
