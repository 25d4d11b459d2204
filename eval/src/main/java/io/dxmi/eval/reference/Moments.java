package io.dxmi.eval.reference;

/**
 * Mean and covariance of features.
 *
 * @param mean (d)
 * @param covariance (d, d), unbiased
 * @param count of how many; 0 if a file does not say
 */
public record Moments(double[] mean, double[][] covariance, long count) {

    public int dimensions() {
        return mean.length;
    }
}
