package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * How much noise a finite set asks for: so much that its own bias equals the error that comes from the number of points (after
 * arXiv 2602.04110, whose formula was not seen; this one is derived from the balance that its abstract names).
 *
 * <p>Two sets of N points of one distribution are {@code W_N}, their expected Wasserstein-2 distance, apart. On a manifold of
 * dimension m, noise of deviation eps moves points along it by {@code m eps²} in the mean square. Less noise than that at which
 * both are equal leaves the error of the sample; more noise adds to it. There are no constants to set.
 *
 * @param dimension m, by {@link IntrinsicDimension#twoNearest(double[][])}, at most that of the space
 * @param distance W_N, units of the data
 * @param coordinates of the space that the points lie in
 */
public record NoiseRule(double dimension, double distance, int coordinates) {

    /** Largest number of points on each side of the matching, whose time grows with the cube. */
    public static final int MATCHED = 1000;

    /**
     * The rule for a set, from some of its points: {@code W_N = W2(A, B) (n / N)^(1 / max(m, 2))} of two halves A and B of n
     * points each, matched exactly.
     *
     * @param points of the set, in random order, (k, d); the first 2,000 are read
     * @param size N, number of points in the whole set
     * @throws IllegalArgumentException if fewer than 10 points are distinct, or the set is said to be smaller than the points
     */
    public static NoiseRule statistical(double[][] points, long size) {
        int coordinates = Points.dimension("points", points);
        if (size < points.length) {
            throw new IllegalArgumentException(
                    "the size must be at least the " + points.length + " points, got " + size);
        }
        int n = Math.min(MATCHED, points.length / 2);
        double[][] read = Arrays.copyOf(points, 2 * n);
        double m = Math.min(IntrinsicDimension.twoNearest(read), coordinates);
        double[][] half = Arrays.copyOf(read, n);
        double[][] other = Arrays.copyOfRange(read, n, 2 * n);
        double distance = ExactWasserstein.w2(half, other).distance();
        return new NoiseRule(m, distance * Math.pow((double) n / size, 1 / Math.max(m, 2)), coordinates);
    }

    /** For noise whose part along the manifold matters, as on the source of a transport: {@code W_N / sqrt(m)}. */
    public double alongManifold() {
        return distance / Math.sqrt(dimension);
    }

    /**
     * For noise that matters in every coordinate, as on the inputs of an energy: {@code W_N / sqrt(d)}, by analogy and without
     * a derivation.
     */
    public double everyCoordinate() {
        return distance / Math.sqrt(coordinates);
    }
}
