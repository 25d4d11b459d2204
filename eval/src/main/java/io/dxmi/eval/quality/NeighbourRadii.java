package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.InnerProducts;
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
        double[] squares = InnerProducts.squaredNorms(points);
        double[][] nearest = new double[points.length][k];
        for (double[] row : nearest) Arrays.fill(row, Double.POSITIVE_INFINITY);
        Object[] locks = new Object[InnerProducts.tiles(points.length)];
        Arrays.setAll(locks, i -> new Object());
        InnerProducts.visitPairs(points, tile -> {
            toSquaredDistances(tile, squares, squares);
            synchronized (locks[InnerProducts.tileOf(tile.firstA())]) {
                for (int i = 0; i < tile.rowsA(); i++) {
                    double[] row = nearest[tile.firstA() + i];
                    for (int j = 0; j < tile.rowsB(); j++) {
                        if (tile.firstA() + i != tile.firstB() + j) insert(row, tile.products()[i][j]);
                    }
                }
            }
            if (tile.firstA() == tile.firstB()) return; // holds both orders already
            synchronized (locks[InnerProducts.tileOf(tile.firstB())]) {
                for (int i = 0; i < tile.rowsA(); i++) {
                    for (int j = 0; j < tile.rowsB(); j++) insert(nearest[tile.firstB() + j], tile.products()[i][j]);
                }
            }
        });
        return nearest;
    }

    /** Turns the tile's inner products into squared distances, never negative. */
    static void toSquaredDistances(InnerProducts.Tile tile, double[] squaresA, double[] squaresB) {
        for (int i = 0; i < tile.rowsA(); i++) {
            double[] row = tile.products()[i];
            double squareA = squaresA[tile.firstA() + i];
            for (int j = 0; j < tile.rowsB(); j++) {
                row[j] = Math.max(0, squareA + squaresB[tile.firstB() + j] - 2 * row[j]);
            }
        }
    }

    private static void insert(double[] ascending, double value) {
        int at = ascending.length - 1;
        if (value >= ascending[at]) return;
        for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1];
        ascending[at] = value;
    }
}
