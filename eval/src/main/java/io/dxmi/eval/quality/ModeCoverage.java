package io.dxmi.eval.quality;

/**
 * How samples spread over the components of an isotropic Gaussian mixture whose centres are known (the two numbers
 * customary for rings and grids of Gaussians since Srivastava et al. 2017).
 *
 * @param highQuality share of samples within three standard deviations of the nearest centre, in [0, 1]
 * @param covered number of modes that got at least {@code minimumShare} of all samples, counting good ones only
 * @param shares for each centre, the share of all samples that are good and nearest to it; sums to {@code highQuality}
 */
public record ModeCoverage(double highQuality, int covered, double[] shares) {

    /** Radius of a good sample, in standard deviations. */
    private static final double RADIUS = 3;

    /**
     * Assigns each sample to its nearest centre.
     *
     * @param samples (n, d)
     * @param centres (k, d)
     * @param sigma standard deviation of every component, per coordinate
     * @param minimumShare of all samples, in (0, 1]; with k equal modes {@code 0.1 / k} is lenient
     */
    public static ModeCoverage of(double[][] samples, double[][] centres, double sigma, double minimumShare) {
        Points.dimension("samples", samples, "centres", centres);
        if (!(sigma > 0)) throw new IllegalArgumentException("sigma must be positive, got " + sigma);
        if (!(minimumShare > 0 && minimumShare <= 1)) {
            throw new IllegalArgumentException("minimumShare must be in (0, 1], got " + minimumShare);
        }
        int[] counts = new int[centres.length];
        int good = 0;
        for (double[] sample : samples) {
            int nearest = 0;
            double smallest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < centres.length; k++) {
                double squared = squaredDistance(sample, centres[k]);
                if (squared < smallest) {
                    smallest = squared;
                    nearest = k;
                }
            }
            if (smallest > RADIUS * sigma * (RADIUS * sigma)) continue;
            counts[nearest]++;
            good++;
        }
        double[] shares = new double[counts.length];
        int covered = 0;
        for (int k = 0; k < counts.length; k++) {
            shares[k] = (double) counts[k] / samples.length;
            if (shares[k] >= minimumShare) covered++;
        }
        return new ModeCoverage((double) good / samples.length, covered, shares);
    }

    /**
     * How far the modes' weights are from equal: total variation distance between the shares of the good samples and the
     * uniform distribution over the modes, in [0, 1]; 1 without a good sample.
     */
    public double weightError() {
        if (highQuality == 0) return 1;
        double sum = 0;
        for (double share : shares) sum += Math.abs(share / highQuality - 1.0 / shares.length);
        return sum / 2;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
        return sum;
    }
}
