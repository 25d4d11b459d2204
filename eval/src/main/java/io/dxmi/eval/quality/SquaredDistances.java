package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.InnerProducts;

/**
 * The squared distances between the points of two sets. Inner products give a lower and an upper bound of each, fast; where
 * an answer lies between them, a caller asks for {@link Pairs#exact}. So comparisons are those of float64.
 */
final class SquaredDistances {

    private final double[][] a;
    private final double[][] b;
    private final double[] squaresA;
    private final double[] squaresB;
    private final InnerProducts products;

    private SquaredDistances(double[][] a, double[][] b, InnerProducts products) {
        this.a = a;
        this.b = b;
        this.products = products;
        squaresA = InnerProducts.squaredNorms(a);
        squaresB = a == b ? squaresA : InnerProducts.squaredNorms(b);
    }

    /** From each point of a (n, d) to each of b (m, d). */
    static SquaredDistances between(double[][] a, double[][] b) {
        return new SquaredDistances(a, b, InnerProducts.between(a, b));
    }

    /** Of each unordered pair of points of a once, and of both orders in tiles on the diagonal. */
    static SquaredDistances ofPairs(double[][] a) {
        return new SquaredDistances(a, a, InnerProducts.ofPairs(a));
    }

    /** Takes tiles of pairs, from several threads; tiles of the same points of b come from one thread. */
    interface Visitor {
        void visit(Pairs pairs);
    }

    void visit(Visitor visitor) {
        products.visit(tile -> visitor.visit(new Pairs(tile)));
    }

    /** Tiles along the points of a. */
    int tilesA() {
        return products.tilesA();
    }

    int tileOf(int first) {
        return products.tileOf(first);
    }

    /** A tile; indices i and j count from its first points on. */
    final class Pairs {

        private final InnerProducts.Tile tile;

        /** Turns the tile's inner products into lower bounds. */
        private Pairs(InnerProducts.Tile tile) {
            this.tile = tile;
            double share = 1 - products.error(); // |x| |y| of the products' error, twice, is at most |x|² + |y|²
            for (int i = 0; i < tile.rowsA(); i++) {
                double[] row = tile.products()[i];
                double square = squaresA[tile.firstA() + i];
                int first = tile.firstB();
                for (int j = 0; j < tile.rowsB(); j++) row[j] = share * (square + squaresB[first + j]) - 2 * row[j];
            }
        }

        int firstA() {
            return tile.firstA();
        }

        int firstB() {
            return tile.firstB();
        }

        int rowsA() {
            return tile.rowsA();
        }

        int rowsB() {
            return tile.rowsB();
        }

        /** For each point of b in this tile, what its distance to point i is at least; values may be negative. */
        double[] least(int i) {
            return tile.products()[i];
        }

        /** What the distance is at most. */
        double most(int i, int j) {
            double squares = squaresA[tile.firstA() + i] + squaresB[tile.firstB() + j];
            return least(i)[j] + 2 * products.error() * squares;
        }

        /** {@code Σ (x - y)²} in float64: 0 for duplicates, and the same in both orders. */
        double exact(int i, int j) {
            double[] x = a[tile.firstA() + i];
            double[] y = b[tile.firstB() + j];
            double sum = 0;
            for (int k = 0; k < x.length; k++) sum += (x[k] - y[k]) * (x[k] - y[k]);
            return sum;
        }
    }
}
