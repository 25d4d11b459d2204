package io.dxmi.eval.quality;

/**
 * What a function, such as a critic or the negative of an energy, says about the Wasserstein-1 distance of two sets
 * (Kantorovich duality; arXiv 2110.14150).
 *
 * @param certified {@code mean f(x) + mean_j min_i (|x_i - y_j| - f(x_i))}, at most the W1 distance of the sets for every f;
 *     units of the data
 * @param excess how far {@code mean f(x) - mean f(y)} is above it, at least 0; above 0 f is steeper than 1 somewhere
 */
public record DualBound(double certified, double excess) {

    /**
     * The bound of a function. Time is O(n m d).
     *
     * @param x (n, d)
     * @param ofX f at x, (n)
     * @param y (m, d)
     * @param ofY f at y, (m)
     * @throws IllegalArgumentException if a set is empty or not finite, or sizes do not fit
     */
    public static DualBound of(double[][] x, double[] ofX, double[][] y, double[] ofY) {
        Points.dimension("x", x, "y", y);
        if (ofX.length != x.length || ofY.length != y.length) {
            throw new IllegalArgumentException(
                    "expected " + x.length + " and " + y.length + " values, got " + ofX.length + " and " + ofY.length);
        }
        double transform = 0;
        for (double[] point : y) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < x.length; i++) least = Math.min(least, distance(x[i], point) - ofX[i]);
            transform += least / y.length;
        }
        double certified = mean(ofX) + transform;
        return new DualBound(certified, Math.max(0, mean(ofX) - mean(ofY) - certified));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
        return Math.sqrt(sum);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        return sum / values.length;
    }
}
