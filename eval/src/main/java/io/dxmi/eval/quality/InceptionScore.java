package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * The Inception Score (Salimans et al. 2016): {@code exp(mean KL(p(y|x) ‖ p(y)))}, between 1 and the number of classes. It
 * looks at samples only, never at the data, so it is a poor judge on its own.
 */
public final class InceptionScore {

    private InceptionScore() {}

    /**
     * The mean of the scores of consecutive splits; a shorter last split counts like the others.
     *
     * @param probabilities (n, classes), each row not negative and summing to 1; zeros count as 0 log 0 = 0
     * @param splitSize at least 1; a split of all samples is customary in newer work, n / 10 in older
     */
    public static double of(double[][] probabilities, int splitSize) {
        int classes = Points.dimension("probabilities", probabilities);
        if (splitSize < 1) throw new IllegalArgumentException("splitSize must be at least 1, got " + splitSize);
        for (int i = 0; i < probabilities.length; i++) {
            double sum = Arrays.stream(probabilities[i]).sum();
            double least = Arrays.stream(probabilities[i]).min().orElseThrow();
            // 1e-4: a softmax in float32 over 1,000 classes
            if (Math.abs(sum - 1) > 1e-4 || least < 0) {
                throw new IllegalArgumentException(
                        "row " + i + " is no distribution: it sums to " + sum + ", its least entry is " + least);
            }
        }
        double total = 0;
        int splits = 0;
        for (int from = 0; from < probabilities.length; from += Math.min(splitSize, probabilities.length - from)) {
            int to = from + Math.min(splitSize, probabilities.length - from);
            total += Math.exp(meanDivergence(probabilities, from, to, classes));
            splits++;
        }
        return total / splits;
    }

    /**
     * Softmax of {@code activations weights}, without a bias, as the score's published form takes it from Inception's pool
     * features.
     *
     * @param activations (n, features)
     * @param weights (features, classes)
     * @return (n, classes)
     */
    public static double[][] probabilities(double[][] activations, double[][] weights) {
        int features = Points.dimension("activations", activations);
        int classes = Points.dimension("weights", weights);
        if (features != weights.length) {
            throw new IllegalArgumentException(
                    "activations have " + features + " columns, weights " + weights.length + " rows");
        }
        double[][] probabilities = new double[activations.length][classes];
        for (int i = 0; i < probabilities.length; i++) {
            double[] row = probabilities[i];
            for (int k = 0; k < features; k++) {
                for (int c = 0; c < classes; c++) row[c] += activations[i][k] * weights[k][c];
            }
            double max = Arrays.stream(row).max().orElseThrow();
            for (int c = 0; c < classes; c++) row[c] = Math.exp(row[c] - max);
            double sum = Arrays.stream(row).sum();
            for (int c = 0; c < classes; c++) row[c] /= sum;
        }
        return probabilities;
    }

    /**
     * Why a row is no probability distribution; empty if it is one.
     *
     * @param p (classes); its sum may be off by 1e-3, as that of a softmax in half precision
     */
    public static String fault(double[] p) {
        double sum = 0;
        for (double value : p) {
            if (!(value >= 0) || value == Double.POSITIVE_INFINITY) return "one of them is " + value;
            sum += value;
        }
        return Math.abs(sum - 1) <= 1e-3 ? "" : "they sum to " + sum;
    }

    /** The score of one split of all samples, gathered as they come, in memory that does not grow with their number. */
    public static final class Stream {

        private final double[] sum;
        private double negativeEntropy;
        private long count;

        public Stream(int classes) {
            sum = new double[classes];
        }

        /**
         * Adds one sample's probabilities, (classes).
         *
         * @throws IllegalArgumentException if they have a {@link InceptionScore#fault}
         */
        public void add(double[] probabilities) {
            String fault = fault(probabilities);
            if (!fault.isEmpty()) {
                throw new IllegalArgumentException("row " + count + " is no distribution: " + fault);
            }
            for (int c = 0; c < sum.length; c++) {
                double p = probabilities[c];
                sum[c] += p;
                if (p > 0) negativeEntropy += p * Math.log(p);
            }
            count++;
        }

        /** {@code exp(mean KL(p || mean p))}; NaN before the first sample. */
        public double score() {
            double divergence = negativeEntropy / count;
            for (double s : sum) {
                if (s > 0) divergence -= s / count * Math.log(s / count);
            }
            return Math.exp(divergence);
        }
    }

    private static double meanDivergence(double[][] p, int from, int to, int classes) {
        double[] marginal = new double[classes];
        for (int i = from; i < to; i++) {
            for (int c = 0; c < classes; c++) marginal[c] += p[i][c] / (to - from);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            for (int c = 0; c < classes; c++) {
                if (p[i][c] > 0) sum += p[i][c] * (Math.log(p[i][c]) - Math.log(marginal[c]));
            }
        }
        return sum / (to - from);
    }
}
