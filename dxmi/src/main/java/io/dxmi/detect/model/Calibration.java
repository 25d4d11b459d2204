package io.dxmi.detect.model;

import java.util.Arrays;

/**
 * What scores of normal samples look like, from samples that the energy was not trained on.
 *
 * @param scores of held-out normal samples, ascending
 * @param falsePositives the chosen share of normal samples above the threshold, in (0, 1)
 */
public record Calibration(double[] scores, double falsePositives) {

    public Calibration {
        scores = scores.clone();
        Arrays.sort(scores);
        if (scores.length == 0) throw new IllegalArgumentException("calibration needs held-out scores, got none");
        if (!(falsePositives > 0 && falsePositives < 1)) {
            throw new IllegalArgumentException("the false positive rate must be in (0, 1), got " + falsePositives);
        }
    }

    /** Samples that score above this are flagged: the (1 - rate) quantile of the held-out scores, interpolated. */
    public double threshold() {
        double at = (1 - falsePositives) * (scores.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, scores.length - 1);
        return scores[below] + (at - below) * (scores[above] - scores[below]);
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
