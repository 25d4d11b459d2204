package io.dxmi.detect.energy;

import java.util.Arrays;

/**
 * The bandwidth of a kernel energy, from the normal data alone.
 *
 * @param value in units of the data
 * @param oneCloud whether the data are few points in a single cloud, and the bandwidth is as wide as they are
 */
public record Bandwidth(double value, boolean oneCloud) {

    /** What points are. */
    public enum PointKind {
        /** Rows of a table, or vectors, of few features. */
        SMALL_ROWS,
        /** Other samples that are one point each. */
        SAMPLES,
        /** Places of images and maps; neighbours overlap. */
        PLACES
    }

    /** Points that distances are taken from; the median needs no more. */
    private static final int PROBES = 512;

    /**
     * Square of the bandwidth over the median squared distance to the nearest other point. Narrow: far from the points the
     * energy is then the distance to the nearest.
     */
    private static final double SHARE = 0.1;

    /** Few points whose groups stand apart less than this are one cloud; see {@link Structure#mean}. */
    private static final double ONE_CLOUD = 0.85;

    /** The same of many points, by {@link Structure#bySize}; chosen on splits of Fashion-MNIST and digits for development. */
    private static final double ONE_CLOUD_OF_MANY = 0.83;

    /** The same of tables of few columns. With {@link #WIDENED}, chosen on tables and splits for development. */
    private static final double ONE_CLOUD_OF_COLUMNS = 0.8;

    /**
     * Of tables of few columns: where the square of the bandwidth lies between the narrow one (0) and the variance of the data (1), on a
     * scale of logarithms. In few dimensions more than one point is near.
     */
    private static final double WIDENED = 0.25;

    /**
     * The same of many samples in a single cloud, which has no gaps to keep open: contaminants among them count less. Of the
     * eighths, the largest that costs clean data at most 0.002 of AUROC on each of ten tasks for development.
     */
    private static final double WIDENED_CLOUD = 0.125;

    /** Of fewer points than this, the distance to the nearest says more about chance than about density. */
    private static final int FEW = 500;

    /**
     * Narrow, but as wide as the data itself (all variances together) for few points in a single cloud, whose thinly
     * populated edge is normal, too. Between the two for many samples in a single cloud, and for small rows.
     *
     * @param rows (n, dimensions)
     * @param seed of the groups that tell whether there is a single cloud
     */
    public static Bandwidth of(float[] rows, int dimensions, PointKind kind, long seed) {
        double narrow = Math.sqrt(SHARE * medianNearest(rows, dimensions));
        double wide = Math.max(narrow, Math.sqrt(totalVariance(rows, dimensions)));
        double widened = kind == PointKind.SMALL_ROWS ? WIDENED : 0;
        if (rows.length / dimensions < FEW) {
            double bound = kind == PointKind.SMALL_ROWS ? ONE_CLOUD_OF_COLUMNS : ONE_CLOUD;
            if (Structure.of(rows, dimensions, narrow, seed).mean() < bound) return new Bandwidth(wide, true);
        } else if (kind == PointKind.SAMPLES
                && Structure.of(rows, dimensions, narrow, seed).bySize() < ONE_CLOUD_OF_MANY) {
            widened = WIDENED_CLOUD;
        }
        return new Bandwidth(narrow * Math.pow(wide / narrow, widened), false);
    }

    private static double totalVariance(float[] rows, int d) {
        int n = rows.length / d;
        double[] mean = new double[d];
        double squares = 0;
        for (int i = 0; i < rows.length; i++) mean[i % d] += (double) rows[i] / n;
        for (int i = 0; i < rows.length; i++) squares += (rows[i] - mean[i % d]) * (rows[i] - mean[i % d]);
        return squares / n;
    }

    /** Median over points of the squared distance to the nearest other point. */
    public static double medianNearest(float[] rows, int dimensions) {
        int n = rows.length / dimensions;
        int step = Math.max(1, n / PROBES);
        double[] nearest = new double[(n + step - 1) / step];
        for (int a = 0, i = 0; i < n; i += step, a++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                if (j != i) least = Math.min(least, squaredDistance(rows, dimensions, i, j, least));
            }
            nearest[a] = least;
        }
        Arrays.sort(nearest);
        double median = nearest[nearest.length / 2];
        return median > 0 ? median : Math.max(nearest[nearest.length - 1], 1e-6);
    }

    public static double squaredDistance(float[] rows, int dimensions, int i, int j, double enough) {
        return squaredDistance(rows, i, rows, j, dimensions, enough);
    }

    /** Between row i of some and row j of others; from {@code enough} on the sum may be cut off. */
    public static double squaredDistance(float[] rows, int i, float[] others, int j, int dimensions, double enough) {
        double sum = 0;
        for (int k = 0; k < dimensions && sum < enough; k++) {
            double difference = rows[i * dimensions + k] - others[j * dimensions + k];
            sum += difference * difference;
        }
        return sum;
    }
}
