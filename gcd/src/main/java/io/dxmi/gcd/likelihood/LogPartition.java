package io.dxmi.gcd.likelihood;

/**
 * An estimate of log Z from importance weights.
 *
 * @param value nats
 * @param standardError of the value, from the spread of the weights; too small where few of them carry the sum
 * @param effectiveSamples number of equal weights that would be as informative
 */
public record LogPartition(double value, double standardError, double effectiveSamples) {

    /**
     * {@code log mean exp(w)} with the delta method's error.
     *
     * @param logWeights at least two, nats
     */
    public static LogPartition of(double[] logWeights) {
        int n = logWeights.length;
        if (n < 2) throw new IllegalArgumentException("an error bar needs at least two weights, got " + n);
        double top = Double.NEGATIVE_INFINITY;
        for (double w : logWeights) top = Math.max(top, w);
        double sum = 0;
        double squares = 0;
        for (double w : logWeights) {
            double e = Math.exp(w - top);
            sum += e;
            squares += e * e;
        }
        double mean = sum / n;
        double variance = Math.max(0, squares / n - mean * mean) * n / (n - 1);
        return new LogPartition(top + Math.log(mean), Math.sqrt(variance / n) / mean, sum * sum / squares);
    }
}
