package io.dxmi.detect.fit;

import io.dxmi.samplers.UserError;
import java.util.Arrays;

/**
 * How many rows of one file are taken for outliers.
 *
 * @param share of the rows, in (0, 0.5], or NaN where the scores decide
 */
public record Outliers(double share) {

    /** As many as lie beyond a fence around the scores. */
    public static final Outliers AUTO = new Outliers(Double.NaN);

    /** Robust standard deviations of the logarithm above its median (Iglewicz and Hoaglin, 1993). */
    private static final double FENCE = 3.5;

    /** The upper quartile of a normal distribution, in standard deviations. */
    private static final double QUARTILE = 0.6745;

    /** Of fewer scores above 0 no spread can be told. */
    private static final int FEWEST = 10;

    public Outliers {
        if (!Double.isNaN(share) && !(share > 0 && share <= 0.5)) {
            throw new UserError(
                    UserError.parameter("contamination") + " must be auto or within (0, 0.5], got " + share);
        }
    }

    /** Of a number or {@code auto}. @throws UserError if the text is neither */
    public static Outliers of(String text) {
        if (text.equals("auto")) return AUTO;
        try {
            return new Outliers(finite(text));
        } catch (NumberFormatException e) {
            throw new UserError(
                    UserError.parameter("contamination") + " must be auto or a share such as 0.05, got " + text, e);
        }
    }

    /** NaN stands for {@link #AUTO} alone. */
    private static double finite(String text) {
        double share = Double.parseDouble(text);
        if (Double.isNaN(share)) throw new NumberFormatException(text);
        return share;
    }

    /**
     * Rows that score above this are taken for outliers. Where the scores decide, the fence is of the scores above 0: rows that
     * many others equal score 0 and tell nothing of the spread. Of fewer than ten such scores, or of scores without a spread,
     * the threshold is the highest score, which flags nothing.
     *
     * @param scores at least one, at least 0, finite
     * @return a finite number, at most the highest score
     */
    public double threshold(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        if (!Double.isNaN(share)) return sorted[n - 1 - (int) Math.min(n - 1, Math.round(share * n))];
        double[] positive = Arrays.stream(sorted).filter(score -> score > 0).toArray();
        if (positive.length < FEWEST) return sorted[n - 1];
        double median = Math.log(positive[positive.length / 2]);
        double quartile = Math.log(positive[3 * positive.length / 4]);
        if (quartile == median) return sorted[n - 1];
        return Math.min(sorted[n - 1], Math.exp(median + FENCE * (quartile - median) / QUARTILE));
    }
}
