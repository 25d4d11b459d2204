package io.dxmi.detect.model;

import java.util.Arrays;

/**
 * What scores of normal samples look like: of samples that the energy was not trained on, or, where samples are few, of each
 * against all others.
 *
 * @param scores of normal samples, ascending
 * @param threshold samples that score above this are flagged
 */
public record Calibration(double[] scores, double threshold) {

    public Calibration {
        scores = scores.clone();
        Arrays.sort(scores);
        if (scores.length == 0) throw new IllegalArgumentException("calibration needs held-out scores, got none");
    }

    /** The threshold is the (1 - rate) quantile of the scores, interpolated; the rate is in (0, 1). */
    public static Calibration quantile(double[] scores, double falsePositives) {
        return new Calibration(scores, at(scores, (1 - falsePositives) * (scores.length - 1)));
    }

    /**
     * The threshold is the one that as many new samples as the rate says exceed in the mean, also where the scores are few: the
     * score of rank {@code (1 - rate) (n + 1)}, interpolated, and the highest where there is none.
     *
     * @param falsePositives the rate, in (0, 1)
     */
    public static Calibration expected(double[] scores, double falsePositives) {
        return new Calibration(scores, at(scores, (1 - falsePositives) * (scores.length + 1) - 1));
    }

    /** The score at a rank from 0, between two scores by interpolation. */
    private static double at(double[] scores, double rank) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double within = Math.max(0, Math.min(sorted.length - 1, rank));
        int below = (int) Math.floor(within);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (within - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The share of normal samples that score at least this high, {@code (1 + #{held out >= score}) / (1 + held out)}; valid
     * for any energy as long as new normal samples come from where the held-out ones came from.
     */
    public double pValue(double score) {
        int low = 0; // first index whose score is at least as high
        int high = scores.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (scores[middle] < score) low = middle + 1;
            else high = middle;
        }
        return (1.0 + scores.length - low) / (1.0 + scores.length);
    }
}
