package io.dxmi.eval.anomaly;

/** Area under the ROC curve of two weighted sets of points with common scores, such as two densities on a grid. */
public final class WeightedAuroc {

    private final double[] score;
    private final int[] order;

    /** Ranks points by their scores, once for many weights; infinities are allowed, NaN is not. Time O(n log n). */
    public WeightedAuroc(double[] score) {
        this.score = score.clone();
        order = DescendingOrder.of(score);
    }

    /** {@link #area} of scores that are ranked once. */
    public static double of(double[] score, double[] normal, double[] anomalous) {
        return new WeightedAuroc(score).area(normal, anomalous);
    }

    /**
     * Probability that an anomaly scores above a normal point, in [0, 1]; a tie counts one half. Time O(n).
     *
     * @param normal weight of each point among the normal ones, at least 0, with a positive sum
     * @param anomalous weight of each point among the anomalies, likewise
     * @throws IllegalArgumentException if the lengths differ or a sum is not positive
     */
    public double area(double[] normal, double[] anomalous) {
        if (normal.length != score.length || anomalous.length != score.length) {
            throw new IllegalArgumentException(
                    score.length + " scores, but " + normal.length + " and " + anomalous.length + " weights");
        }
        double above = 0;
        double allNormal = 0;
        double sum = 0;
        int i = 0;
        while (i < order.length) {
            double tiedNormal = 0;
            double tiedAnomalous = 0;
            double at = score[order[i]];
            for (; i < order.length && score[order[i]] == at; i++) {
                tiedNormal += normal[order[i]];
                tiedAnomalous += anomalous[order[i]];
            }
            sum += tiedNormal * (above + tiedAnomalous / 2);
            above += tiedAnomalous;
            allNormal += tiedNormal;
        }
        if (!(above > 0 && allNormal > 0)) {
            throw new IllegalArgumentException("expected positive sums of weights, got " + allNormal + " and " + above);
        }
        return sum / (allNormal * above);
    }
}
