package io.dxmi.eval.matrix;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The inner products of all rows of two matrices, handed out tile by tile, so that n · m of them never lie in memory at
 * once: a core needs 1 KiB per dimension beside the inputs.
 *
 * <p>The products of equal rows are equal to the last bit, and equal to {@link #squaredNorms}: a squared distance
 * {@code |x|² + |y|² - 2 x·y} between duplicates is exactly 0.
 */
public final class InnerProducts {

    private static final int TILE = MatrixProduct.TILE;

    private InnerProducts() {}

    /**
     * Products of {@code rowsA} rows of a from {@code firstA} on with {@code rowsB} rows of b from {@code firstB} on.
     *
     * @param products at least (rowsA, rowsB); valid only during the visit
     */
    public record Tile(int firstA, int firstB, int rowsA, int rowsB, double[][] products) {}

    /** Takes the tiles, from several threads, in no fixed order. */
    public interface Visitor {
        void visit(Tile tile);
    }

    /**
     * Visits all rows of a (n, d) against all rows of b (m, d). Tiles of the same rows of b come from one thread, in
     * ascending order of the rows of a.
     */
    public static void visit(double[][] a, double[][] b, Visitor visitor) {
        run(a, b, false, visitor);
    }

    /** Visits each unordered pair of rows of a once, but tiles with {@code firstA == firstB} hold both orders. */
    public static void visitPairs(double[][] a, Visitor visitor) {
        run(a, a, true, visitor);
    }

    /** {@code |x|²} of each row. */
    public static double[] squaredNorms(double[][] a) {
        double[] norms = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            double[] x = a[i];
            int k = 0;
            double sum = 0; // in the order of MatrixProduct
            for (; k + 4 <= x.length; k += 4) {
                sum += (x[k] * x[k] + x[k + 1] * x[k + 1]) + (x[k + 2] * x[k + 2] + x[k + 3] * x[k + 3]);
            }
            for (; k < x.length; k++) sum += x[k] * x[k];
            norms[i] = sum;
        }
        return norms;
    }

    /** Number of tiles along {@code n} rows. */
    public static int tiles(int n) {
        return (n + TILE - 1) / TILE;
    }

    /** Which of the {@link #tiles} a tile's {@code first} row belongs to. */
    public static int tileOf(int first) {
        return first / TILE;
    }

    private static void run(double[][] a, double[][] b, boolean pairsOnly, Visitor visitor) {
        if (a[0].length != b[0].length) {
            throw new IllegalArgumentException("rows have " + a[0].length + " and " + b[0].length + " entries");
        }
        AtomicInteger left =
                new AtomicInteger(tiles(b.length)); // downwards, as the last strips of pairs are the longest
        int workers = Math.min(Runtime.getRuntime().availableProcessors(), tiles(b.length));
        IntStream.range(0, workers).parallel().forEach(worker -> {
            double[][] strip = new double[b[0].length][Math.min(TILE, b.length)];
            double[][] products = new double[Math.min(TILE, a.length)][Math.min(TILE, b.length)];
            for (int tile = left.decrementAndGet(); tile >= 0; tile = left.decrementAndGet()) {
                int firstB = tile * TILE;
                int rowsB = Math.min(TILE, b.length - firstB);
                transpose(b, firstB, rowsB, strip);
                int endA = pairsOnly ? firstB + 1 : a.length;
                for (int firstA = 0; firstA < endA; firstA += TILE) {
                    int rowsA = Math.min(TILE, a.length - firstA);
                    double[][] rows = Arrays.copyOfRange(a, firstA, firstA + rowsA);
                    for (double[] row : products) Arrays.fill(row, 0);
                    MatrixProduct.add(rows, strip, strip.length, products, 0, rowsA, 0, rowsB);
                    visitor.visit(new Tile(firstA, firstB, rowsA, rowsB, products));
                }
            }
        });
    }

    private static void transpose(double[][] b, int first, int rows, double[][] strip) {
        for (int j = 0; j < rows; j++) {
            double[] row = b[first + j];
            for (int k = 0; k < strip.length; k++) strip[k][j] = row[k];
        }
    }
}
