package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.InnerProducts;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The squared maximum mean discrepancy between two sets (Gretton et al. 2012). Time O((n + m)² d), memory constant
 * beside the sets.
 */
public final class Mmd {

    private Mmd() {}

    /**
     * The unbiased estimate: pairs of a point with itself do not count. Its mean over draws from equal distributions is 0, so
     * it may be negative.
     *
     * @param a (n, d), n at least 2
     * @param b (m, d), m at least 2
     */
    public static double unbiasedSquared(double[][] a, double[][] b, Kernel kernel) {
        Points.dimension("a", a, "b", b);
        double n = a.length;
        double m = b.length;
        if (n < 2 || m < 2) {
            throw new IllegalArgumentException(
                    "need at least 2 points on each side, got " + a.length + " and " + b.length);
        }
        return 2 * sumOverPairs(a, kernel) / (n * (n - 1))
                + 2 * sumOverPairs(b, kernel) / (m * (m - 1))
                - 2 * sumAcross(a, b, kernel) / (n * m);
    }

    /** The biased estimate: the squared distance of the two mean embeddings, 0 for equal sets, not negative. */
    public static double biasedSquared(double[][] a, double[][] b, Kernel kernel) {
        Points.dimension("a", a, "b", b);
        double n = a.length;
        double m = b.length;
        double within = (2 * sumOverPairs(a, kernel) + sumOfSelves(a, kernel)) / (n * n)
                + (2 * sumOverPairs(b, kernel) + sumOfSelves(b, kernel)) / (m * m);
        return Math.max(0, within - 2 * sumAcross(a, b, kernel) / (n * m));
    }

    private static double sumOfSelves(double[][] a, Kernel kernel) {
        return Arrays.stream(InnerProducts.squaredNorms(a))
                .map(s -> kernel.of(s, s, s))
                .sum();
    }

    /** Over i &lt; j. */
    private static double sumOverPairs(double[][] a, Kernel kernel) {
        double[] squares = InnerProducts.squaredNorms(a);
        return sum(InnerProducts.ofPairs(a), tile -> sum(tile, squares, squares, kernel, true));
    }

    private static double sumAcross(double[][] a, double[][] b, Kernel kernel) {
        double[] squaresA = InnerProducts.squaredNorms(a);
        double[] squaresB = InnerProducts.squaredNorms(b);
        return sum(InnerProducts.between(a, b), tile -> sum(tile, squaresA, squaresB, kernel, false));
    }

    /** Tile by tile, so that the sum does not depend on which thread came first. */
    private static double sum(InnerProducts products, ToDoubleFunction<InnerProducts.Tile> ofTile) {
        double[][] sums = new double[products.tilesA()][products.tilesB()];
        products.visit(tile ->
                sums[products.tileOf(tile.firstA())][products.tileOf(tile.firstB())] = ofTile.applyAsDouble(tile));
        return Arrays.stream(sums).flatMapToDouble(Arrays::stream).sum();
    }

    private static double sum(
            InnerProducts.Tile tile, double[] squaresA, double[] squaresB, Kernel kernel, boolean pairs) {
        boolean diagonal = pairs && tile.firstA() == tile.firstB();
        double sum = 0;
        for (int i = 0; i < tile.rowsA(); i++) {
            double squareA = squaresA[tile.firstA() + i];
            double[] products = tile.products()[i];
            for (int j = diagonal ? i + 1 : 0; j < tile.rowsB(); j++) {
                sum += kernel.of(products[j], squareA, squaresB[tile.firstB() + j]);
            }
        }
        return sum;
    }
}
