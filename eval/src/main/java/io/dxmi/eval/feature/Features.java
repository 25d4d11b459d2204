package io.dxmi.eval.feature;

/**
 * What an extractor says of n images.
 *
 * @param pooled (n, dimensions)
 * @param spatial (n, spatial dimensions), or no rows if the extractor has none
 * @param probabilities (n, classes), or no rows if the extractor has none
 */
public record Features(double[][] pooled, double[][] spatial, double[][] probabilities) {

    private static final double[][] NONE = {};

    /** Pooled features alone. */
    public static Features of(double[][] pooled) {
        return new Features(pooled, NONE, NONE);
    }
}
