package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * Jensen-Shannon divergence of samples in cells from known probabilities (Lin 1991): with shares q and probabilities p,
 * {@code (sum p log(2p / (p + q)) + sum q log(2q / (p + q))) / 2}, in nats, from 0 to log 2.
 *
 * <p>The divergence of n samples is too large by {@code sum p (1 - q) / (p + q) / 4n} to first order in 1/n (the delta method);
 * for q = p this is the (cells - 1) / 8n of Miller and Madow's correction. Only cells with samples are counted in this sum,
 * so that cells which no sample can reach do not enter; what it leaves is the floor that exact samples have.
 */
public final class JensenShannon {

    private JensenShannon() {}

    /**
     * The divergence without its first-order bias; below 0 by chance if the samples are exact.
     *
     * @param probabilities of the cells; sum to 1
     * @param counts of the samples in the same cells
     * @throws IllegalArgumentException if there are no samples, or counts and probabilities differ in length
     */
    public static double of(double[] probabilities, long[] counts) {
        if (probabilities.length != counts.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities, but " + counts.length + " counts");
        }
        long n = Arrays.stream(counts).sum();
        if (n == 0) throw new IllegalArgumentException("expected samples, got none");
        double sum = 0;
        double bias = 0;
        for (int k = 0; k < counts.length; k++) {
            double p = probabilities[k];
            double q = (double) counts[k] / n;
            if (p > 0) sum += p * Math.log(2 * p / (p + q)) / 2;
            if (q > 0) {
                sum += q * Math.log(2 * q / (p + q)) / 2;
                bias += p * (1 - q) / (p + q) / (4 * n);
            }
        }
        return sum - bias;
    }
}
