package io.dxmi.eval.quality;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Round Gaussians of equal weights under the noise of a variance-preserving process: {@code sqrt(a) data + sqrt(1 - a) eps} for
 * the signal power a, in (0, 1]. Its score is known at every a.
 *
 * @param centres (k, d)
 * @param sd of each Gaussian and coordinate
 */
public record NoisedMixture(double[][] centres, double sd) {

    /** @throws IllegalArgumentException if there are no centres or the deviation is not above 0 */
    public NoisedMixture {
        Points.dimension("centres", centres);
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be above 0, got " + sd);
    }

    private int dimensions() {
        return centres[0].length;
    }

    /** Of each Gaussian and coordinate. */
    public double variance(double a) {
        return a * sd * sd + 1 - a;
    }

    /** n draws without noise, (n, d). */
    public double[][] draws(RandomGenerator random, int n) {
        double[][] points = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] centre = centres[random.nextInt(centres.length)];
            points[i] = Arrays.stream(centre)
                    .map(c -> c + sd * random.nextGaussian())
                    .toArray();
        }
        return points;
    }

    /** Points on the lines between centres, (n, d), uniform on each: where the score is steepest. */
    public double[][] between(RandomGenerator random, int n, double a) {
        double[][] points = new double[n][dimensions()];
        for (double[] point : points) {
            double[] from = centres[random.nextInt(centres.length)];
            double[] to = centres[random.nextInt(centres.length)];
            double share = random.nextDouble();
            for (int k = 0; k < point.length; k++) {
                point[k] = Math.sqrt(a) * (share * from[k] + (1 - share) * to[k]);
            }
        }
        return points;
    }

    /** The gradient of the noised log-density at each point, (n, d). */
    public double[][] score(double[][] points, double a) {
        double v = variance(a);
        double[][] score = new double[points.length][dimensions()];
        double[] weights = new double[centres.length];
        for (int i = 0; i < points.length; i++) {
            double[] x = points[i];
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < weights.length; k++) {
                double squared = 0;
                for (int j = 0; j < x.length; j++) {
                    double difference = x[j] - Math.sqrt(a) * centres[k][j];
                    squared += difference * difference;
                }
                weights[k] = -squared / (2 * v);
                most = Math.max(most, weights[k]);
            }
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = Math.exp(weights[k] - most);
                sum += weights[k];
            }
            for (int j = 0; j < x.length; j++) {
                double mean = 0;
                for (int k = 0; k < weights.length; k++) mean += weights[k] / sum * centres[k][j];
                score[i][j] = (Math.sqrt(a) * mean - x[j]) / v;
            }
        }
        return score;
    }

    /** Mean squared length of data without noise. */
    public double meanSquare() {
        double sum = 0;
        for (double[] centre : centres) for (double c : centre) sum += c * c / centres.length;
        return sum + dimensions() * sd * sd;
    }

    /** Largest distance between centres, and 3 sd at both ends: the diameter of all but 1 % of the data. */
    public double diameter() {
        double most = 0;
        for (double[] a : centres) {
            for (double[] b : centres) {
                double squared = 0;
                for (int j = 0; j < a.length; j++) squared += (a[j] - b[j]) * (a[j] - b[j]);
                most = Math.max(most, Math.sqrt(squared));
            }
        }
        return most + 6 * sd;
    }
}
