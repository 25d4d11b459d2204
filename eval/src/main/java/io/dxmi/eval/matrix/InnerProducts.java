package io.dxmi.eval.matrix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The inner products of all rows of two matrices, handed out tile by tile, so that n · m of them never lie in memory at
 * once.
 *
 * <p>Few or short rows are multiplied in float64; the products of equal rows are then equal to the last bit, and equal to
 * {@link #squaredNorms}. Many long rows, whose products take most of the time of a metric, are multiplied in float32 by
 * libtorch; {@link #error} bounds what that costs. Sums over products are for the caller to take in float64.
 */
public final class InnerProducts {

    /** Rows of a tile in float64: 128 KiB, which stays in the second-level cache. */
    private static final int TILE = MatrixProduct.TILE;

    /** Rows of a tile in float32: enough for a product at the full speed of the processor. */
    private static final int FLOAT_TILE = 512;

    /** Dimensions from which on float32 is considered: shorter rows cost less than what is done with their products. */
    private static final int LONG_ROW = 64;

    /** Multiply-adds from which on float32 is worth starting the engine for. */
    private static final long MANY = 1L << 28;

    private final double[][] a;
    private final double[][] b;
    private final boolean pairsOnly;
    private final boolean floats;
    private final int tile;

    private InnerProducts(double[][] a, double[][] b, boolean pairsOnly) {
        if (a[0].length != b[0].length) {
            throw new IllegalArgumentException("rows have " + a[0].length + " and " + b[0].length + " entries");
        }
        this.a = a;
        this.b = b;
        this.pairsOnly = pairsOnly;
        long d = a[0].length;
        floats = d >= LONG_ROW && d * a.length * b.length >= MANY;
        tile = floats ? FLOAT_TILE : TILE;
    }

    /** Of all rows of a (n, d) with all rows of b (m, d). */
    public static InnerProducts between(double[][] a, double[][] b) {
        return new InnerProducts(a, b, false);
    }

    /**
     * Of each unordered pair of rows of a once. Tiles with {@code firstA == firstB} hold both orders, and each row with
     * itself.
     */
    public static InnerProducts ofPairs(double[][] a) {
        return new InnerProducts(a, a, true);
    }

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

    /**
     * What a product {@code x·y} may be wrong by, as a share of |x| |y|: the probabilistic bound {@code 8 √d} units of
     * rounding of a sum of d terms (Higham and Mary 2019) in float32, d units in float64.
     */
    public double error() {
        int d = a[0].length;
        return floats ? 8 * Math.sqrt(d) * 0x1p-24 : (d + 8) * 0x1p-52;
    }

    /** Number of tiles along the rows of a. */
    public int tilesA() {
        return tiles(a.length);
    }

    /** Number of tiles along the rows of b. */
    public int tilesB() {
        return tiles(b.length);
    }

    /** Which tile a tile's {@code first} row belongs to. */
    public int tileOf(int first) {
        return first / tile;
    }

    /** Visits all tiles. Tiles of the same rows of b come from one thread, in ascending order of the rows of a. */
    public void visit(Visitor visitor) {
        if (floats) {
            try (NDManager scope = Lapack.scope()) {
                NDArray[] rowsOfA = new NDArray[tilesA()];
                Arrays.setAll(rowsOfA, i -> Lapack.floats(scope, a, i * tile, rows(i * tile, a)));
                visit(firstB -> floatStrip(scope, rowsOfA, firstB), visitor);
            }
        } else {
            visit(this::doubleStrip, visitor);
        }
    }

    /** Some rows of b, ready to be multiplied with any rows of a. */
    private interface Strip {
        void multiply(int firstA, int rowsA, double[][] products);
    }

    private interface Strips {
        Strip from(int firstB);
    }

    private void visit(Strips strips, Visitor visitor) {
        AtomicInteger left = new AtomicInteger(tilesB()); // downwards, as the last strips of pairs are the longest
        int workers = Math.min(Runtime.getRuntime().availableProcessors(), tilesB());
        IntStream.range(0, workers).parallel().forEach(worker -> {
            double[][] products = new double[Math.min(tile, a.length)][Math.min(tile, b.length)];
            for (int next = left.decrementAndGet(); next >= 0; next = left.decrementAndGet()) {
                int firstB = next * tile;
                Strip strip = strips.from(firstB);
                int endA = pairsOnly ? firstB + 1 : a.length;
                for (int firstA = 0; firstA < endA; firstA += tile) {
                    strip.multiply(firstA, rows(firstA, a), products);
                    visitor.visit(new Tile(firstA, firstB, rows(firstA, a), rows(firstB, b), products));
                }
            }
        });
    }

    private Strip doubleStrip(int firstB) {
        int rowsB = rows(firstB, b);
        double[][] transposed = MatrixProduct.transposed(Arrays.copyOfRange(b, firstB, firstB + rowsB));
        return (firstA, rowsA, products) -> {
            double[][] rows = Arrays.copyOfRange(a, firstA, firstA + rowsA);
            for (double[] row : products) Arrays.fill(row, 0);
            MatrixProduct.add(rows, transposed, transposed.length, products, 0, rowsA, 0, rowsB);
        };
    }

    private Strip floatStrip(NDManager scope, NDArray[] rowsOfA, int firstB) {
        int rowsB = rows(firstB, b);
        return (firstA, rowsA, products) -> {
            try (NDManager inner = scope.newSubManager()) {
                NDArray columns = pairsOnly ? rowsOfA[firstB / tile] : Lapack.floats(inner, b, firstB, rowsB);
                float[] values = Lapack.products(inner, rowsOfA[firstA / tile], columns);
                for (int i = 0; i < rowsA; i++) {
                    double[] row = products[i];
                    for (int j = 0; j < rowsB; j++) row[j] = values[i * rowsB + j];
                }
            }
        };
    }

    private int tiles(int n) {
        return (n + tile - 1) / tile;
    }

    /** Rows of a tile that starts at {@code first}. */
    private int rows(int first, double[][] matrix) {
        return Math.min(tile, matrix.length - first);
    }
}
