package io.dxmi.eval.quality;

import java.util.Arrays;

/** The distance of each point of a set to its k-th nearest neighbour in the same set. */
final class NeighbourRadii {

    private NeighbourRadii() {}

    /**
     * Squared distances to the k-th other point, (n, neighbours); a duplicate is another point.
     *
     * @param neighbours each between 1 and n - 1
     */
    static double[][] squared(double[][] points, int... neighbours) {
        int most = Arrays.stream(neighbours).max().orElse(0);
        int least = Arrays.stream(neighbours).min().orElse(0);
        if (least < 1 || most >= points.length) {
            throw new IllegalArgumentException("neighbours must be between 1 and " + (points.length - 1) + " for "
                    + points.length + " points, got " + Arrays.toString(neighbours));
        }
        double[][] nearest = nearest(points, most);
        double[][] radii = new double[points.length][neighbours.length];
        for (int i = 0; i < radii.length; i++) {
            for (int k = 0; k < neighbours.length; k++) radii[i][k] = nearest[i][neighbours[k] - 1];
        }
        return radii;
    }

    /** The squared distances to the {@code k} nearest, ascending. */
    private static double[][] nearest(double[][] points, int k) {
        double[][] nearest = new double[points.length][k];
        for (double[] row : nearest) Arrays.fill(row, Double.POSITIVE_INFINITY);
        double[] farthest = new double[points.length]; // the last of each row
        Arrays.fill(farthest, Double.POSITIVE_INFINITY);
        SquaredDistances distances = SquaredDistances.ofPairs(points);
        Object[] locks = new Object[distances.tilesA()];
        Arrays.setAll(locks, i -> new Object());
        distances.visit(pairs -> {
            synchronized (locks[distances.tileOf(pairs.firstA())]) {
                for (int i = 0; i < pairs.rowsA(); i++) {
                    int a = pairs.firstA() + i;
                    double[] least = pairs.least(i);
                    for (int j = 0; j < pairs.rowsB(); j++) {
                        if (least[j] >= farthest[a] || a == pairs.firstB() + j) continue;
                        farthest[a] = insert(nearest[a], pairs.exact(i, j));
                    }
                }
            }
            if (pairs.firstA() == pairs.firstB()) return; // holds both orders already
            synchronized (locks[distances.tileOf(pairs.firstB())]) {
                for (int i = 0; i < pairs.rowsA(); i++) {
                    double[] least = pairs.least(i);
                    for (int j = 0; j < pairs.rowsB(); j++) {
                        int b = pairs.firstB() + j;
                        if (least[j] < farthest[b]) farthest[b] = insert(nearest[b], pairs.exact(i, j));
                    }
                }
            }
        });
        return nearest;
    }

    /** Keeps the smallest; returns the largest of them. */
    private static double insert(double[] ascending, double value) {
        int at = ascending.length - 1;
        if (value < ascending[at]) {
            for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1];
            ascending[at] = value;
        }
        return ascending[ascending.length - 1];
    }
}
