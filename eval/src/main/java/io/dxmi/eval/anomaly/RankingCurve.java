package io.dxmi.eval.anomaly;

import java.util.Arrays;

/**
 * What each threshold on a score would flag: one point per distinct score, highest threshold first, after a first point
 * that flags nothing. ROC and precision-recall curves and their areas are read off it. Time O(n log n).
 */
public final class RankingCurve {

    /** Flagged anomalies and flagged normal samples at each point; both start at 0 and end at the totals. */
    private final long[] truePositives;

    private final long[] falsePositives;
    private final double[] thresholds;

    private RankingCurve(double[] thresholds, long[] truePositives, long[] falsePositives) {
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
    }

    /**
     * The curve of {@code score} against the truth.
     *
     * @param positive whether each sample is an anomaly; both kinds must occur
     * @param score one per sample; infinities are allowed, NaN is not
     * @throws IllegalArgumentException otherwise
     */
    public static RankingCurve of(boolean[] positive, double[] score) {
        if (positive.length != score.length) {
            throw new IllegalArgumentException(positive.length + " labels, but " + score.length + " scores");
        }
        int[] order = DescendingOrder.of(score);
        int n = order.length;
        double[] thresholds = new double[n + 1];
        long[] truePositives = new long[n + 1];
        long[] falsePositives = new long[n + 1];
        thresholds[0] = Double.POSITIVE_INFINITY;
        int points = 1;
        long hits = 0;
        for (int i = 0; i < n; i++) {
            if (positive[order[i]]) hits++;
            if (i + 1 < n && score[order[i + 1]] == score[order[i]]) continue;
            thresholds[points] = score[order[i]];
            truePositives[points] = hits;
            falsePositives[points] = i + 1 - hits;
            points++;
        }
        if (hits == 0 || hits == n) {
            throw new IllegalArgumentException("need anomalies and normal samples, got " + hits + " anomalies of " + n);
        }
        return new RankingCurve(
                Arrays.copyOf(thresholds, points),
                Arrays.copyOf(truePositives, points),
                Arrays.copyOf(falsePositives, points));
    }

    /** The curve of scores (energies) of held-out normal data and of anomalies. */
    public static RankingCurve of(double[] normal, double[] anomalous) {
        boolean[] positive = new boolean[normal.length + anomalous.length];
        Arrays.fill(positive, normal.length, positive.length, true);
        double[] score = Arrays.copyOf(normal, positive.length);
        System.arraycopy(anomalous, 0, score, normal.length, anomalous.length);
        return of(positive, score);
    }

    /** Scores at or above which samples are flagged, descending; the first is infinite and flags nothing. */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /** Share of normal samples flagged at each threshold. */
    public double[] fpr() {
        return shares(falsePositives);
    }

    /** Share of anomalies flagged at each threshold; the same as recall. */
    public double[] tpr() {
        return shares(truePositives);
    }

    /** Share of anomalies among the flagged at each threshold; 1 where nothing is flagged. */
    public double[] precision() {
        double[] precision = new double[thresholds.length];
        Arrays.setAll(precision, i -> i == 0 ? 1 : precisionAt(i));
        return precision;
    }

    /**
     * Probability that a random anomaly scores above a random normal sample; a tie counts one half. In [0, 1], exactly 0.5
     * when both sets are the same.
     */
    public double auroc() {
        long twice = 0; // whole numbers, so no rounding before the division
        for (int i = 1; i < thresholds.length; i++) {
            twice += (falsePositives[i] - falsePositives[i - 1]) * (truePositives[i] + truePositives[i - 1]);
        }
        return twice / (2.0 * positives() * negatives());
    }

    /** Average precision: the sum over points of (increase of recall) · precision, without interpolation. */
    public double averagePrecision() {
        double sum = 0;
        for (int i = 1; i < thresholds.length; i++) {
            sum += (truePositives[i] - truePositives[i - 1]) * precisionAt(i);
        }
        return sum / positives();
    }

    /** Area under the precision-recall curve by trapezoids, from (recall 0, precision 1); too bright where ties are large. */
    public double trapezoidalAupr() {
        double[] precision = precision();
        double sum = 0;
        for (int i = 1; i < thresholds.length; i++) {
            sum += (truePositives[i] - truePositives[i - 1]) * (precision[i] + precision[i - 1]) / 2;
        }
        return sum / positives();
    }

    /** The false positive rate at the highest threshold that finds at least this share of the anomalies (FPR95: 0.95). */
    public double fprAt(double tpr) {
        if (!(tpr >= 0 && tpr <= 1)) throw new IllegalArgumentException("tpr must be in [0, 1], got " + tpr);
        int i = 0;
        while ((double) truePositives[i] / positives() < tpr) i++;
        return (double) falsePositives[i] / negatives();
    }

    private long positives() {
        return truePositives[truePositives.length - 1];
    }

    private long negatives() {
        return falsePositives[falsePositives.length - 1];
    }

    private double precisionAt(int i) {
        return (double) truePositives[i] / (truePositives[i] + falsePositives[i]);
    }

    private static double[] shares(long[] counts) {
        long total = counts[counts.length - 1];
        return Arrays.stream(counts).mapToDouble(c -> (double) c / total).toArray();
    }
}
