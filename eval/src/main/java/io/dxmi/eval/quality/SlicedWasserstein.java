package io.dxmi.eval.quality;

import io.dxmi.eval.quality.Wasserstein1d.Order;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * Sliced Wasserstein distances: the one-dimensional distance of the projections on many directions (Bonneel, Rabin,
 * Peyré, Pfister 2015), exact for each direction and for any two numbers of points. Time is
 * O(directions · n log n), memory O(n d).
 */
public final class SlicedWasserstein {

    private SlicedWasserstein() {}

    /**
     * The root of the mean over directions of the squared W2 distance of the projections.
     *
     * @param a (n, d)
     * @param b (m, d)
     * @param directions (k, d), unit vectors, as from {@link Directions#uniform}
     * @throws IllegalArgumentException if a set is empty, not finite, or of another dimension
     */
    public static double w2(double[][] a, double[][] b, double[][] directions) {
        return Math.sqrt(mean(costs(a, b, directions, Order.TWO)));
    }

    /** As {@link #w2(double[][], double[][], double[][])}, over {@code projections} uniform directions. */
    public static double w2(double[][] a, double[][] b, int projections, long seed) {
        return w2(a, b, Directions.uniform(projections, Points.dimension("a", a), seed));
    }

    /**
     * The distance {@link #w2(double[][], double[][], int, long)} to points that are asked for many times: their projections
     * are sorted once, which takes {@code 8 projections m} bytes.
     *
     * @param b (m, d)
     * @return the distance of points a (n, d) to b
     */
    public static ToDoubleFunction<double[][]> w2To(double[][] b, int projections, long seed) {
        double[][] directions = Directions.uniform(projections, Points.dimension("b", b), seed);
        double[][] columns = Points.columns(b);
        double[][] sorted = new double[projections][b.length];
        for (int i = 0; i < projections; i++) project(columns, directions[i], sorted[i]);
        return a -> {
            Points.dimension("a", a, "b", b);
            return Math.sqrt(mean(costs(a, directions, i -> sorted[i], Order.TWO)));
        };
    }

    /** The mean over directions of the W1 distance of the projections. */
    public static double w1(double[][] a, double[][] b, double[][] directions) {
        return mean(costs(a, b, directions, Order.ONE));
    }

    /** As {@link #w1(double[][], double[][], double[][])}, over {@code projections} uniform directions. */
    public static double w1(double[][] a, double[][] b, int projections, long seed) {
        return w1(a, b, Directions.uniform(projections, Points.dimension("a", a), seed));
    }

    /** The squared W2 distance along each direction, (k). */
    public static double[] squaredW2PerDirection(double[][] a, double[][] b, double[][] directions) {
        return costs(a, b, directions, Order.TWO);
    }

    private static double[] costs(double[][] a, double[][] b, double[][] directions, Order order) {
        int d = Points.dimension("a", a, "b", b);
        int k = Points.dimension("directions", directions);
        if (k != d) throw new IllegalArgumentException("directions have dimension " + k + ", the points " + d);
        double[][] columns = Points.columns(b);
        double[] along = new double[b.length];
        IntFunction<double[]> sorted = i -> {
            project(columns, directions[i], along);
            return along;
        };
        return costs(a, directions, sorted, order);
    }

    /** @param sorted the projections of the other points on direction i, increasing */
    private static double[] costs(double[][] a, double[][] directions, IntFunction<double[]> sorted, Order order) {
        double[][] columns = Points.columns(a); // so that a projection streams through memory
        double[] along = new double[a.length];
        double[] costs = new double[directions.length];
        for (int i = 0; i < costs.length; i++) {
            project(columns, directions[i], along);
            costs[i] = Wasserstein1d.cost(along, sorted.apply(i), order);
        }
        return costs;
    }

    private static void project(double[][] columns, double[] direction, double[] sorted) {
        Arrays.fill(sorted, 0);
        for (int j = 0; j < columns.length; j++) {
            double[] column = columns[j];
            double weight = direction[j];
            for (int i = 0; i < sorted.length; i++) sorted[i] += weight * column[i];
        }
        Arrays.sort(sorted);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
