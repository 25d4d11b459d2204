package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * The dimension of the manifold that points lie on, from the distances to the two nearest neighbours (Facco, d'Errico,
 * Rodriguez and Laio, Scientific Reports 7, 2017): {@code mu = r2 / r1} has the distribution function {@code 1 - mu^-m}, of
 * whatever density, where the density hardly changes between the neighbours. m is the slope of {@code -log(1 - F)} over
 * {@code log mu}, by least squares through 0.
 *
 * <p>The estimate is of the scale of the neighbours: noise off the manifold counts as soon as it reaches that scale, and many
 * dimensions are underestimated because the neighbours are far away.
 */
public final class IntrinsicDimension {

    /** Share of the largest ratios that is left out: there, the density has changed. */
    private static final double DROPPED = 0.1;

    /** So many distinct points that the ratios kept still tell a slope. */
    private static final int LEAST = 10;

    private IntrinsicDimension() {}

    /**
     * The estimate without the largest tenth of the ratios. Time is O(n² d). Of equal points one is counted: the distance to
     * the nearest would be 0.
     *
     * @param points (n, d)
     * @return above 0; infinite where both neighbours of every point are at one distance, as on a grid
     * @throws IllegalArgumentException if fewer than 10 points are distinct
     */
    public static double twoNearest(double[][] points) {
        return twoNearest(points, DROPPED);
    }

    /**
     * The estimate.
     *
     * @param points (n, d)
     * @param dropped share of the largest ratios that is left out, in [0, 1)
     * @return as {@link #twoNearest(double[][])}
     * @throws IllegalArgumentException as {@link #twoNearest(double[][])}, or if the share is not in [0, 1)
     */
    public static double twoNearest(double[][] points, double dropped) {
        if (!(dropped >= 0 && dropped < 1)) {
            throw new IllegalArgumentException("dropped must be in [0, 1), got " + dropped);
        }
        Points.dimension("points", points);
        double[][] distinct = distinct(points);
        if (distinct.length < LEAST) {
            throw new IllegalArgumentException(
                    "expected at least " + LEAST + " distinct points, got " + distinct.length + " of " + points.length);
        }
        double[] logs = Arrays.stream(NeighbourRadii.squared(distinct, 1, 2))
                .mapToDouble(radii -> Math.log(radii[1] / radii[0]) / 2)
                .sorted()
                .toArray();
        int n = logs.length;
        int kept = Math.min(n - 1, (int) ((1 - dropped) * n)); // the last has F = 1
        double products = 0;
        double squares = 0;
        for (int i = 0; i < kept; i++) {
            products -= logs[i] * Math.log(1 - (i + 1.0) / n);
            squares += logs[i] * logs[i];
        }
        return squares == 0 ? Double.POSITIVE_INFINITY : products / squares;
    }

    private static double[][] distinct(double[][] points) {
        double[][] sorted = points.clone();
        Arrays.sort(sorted, Arrays::compare);
        double[] before = null;
        int n = 0;
        for (double[] point : sorted) {
            if (before != null && Arrays.equals(point, before)) continue;
            sorted[n++] = point;
            before = point;
        }
        return Arrays.copyOf(sorted, n);
    }
}
