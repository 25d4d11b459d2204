package io.dxmi.eval.matrix;

import java.util.stream.IntStream;

/**
 * Adds matrix products. The innermost loop adds four rows of {@code b} to one row of {@code c}. It must stay that small:
 * HotSpot's compiler unrolls it and so turns it into vector instructions, where a loop over two rows of {@code c}, which
 * would move less memory, is above its limit, stays scalar and takes 2.4 times as long (JDK 17, AVX2: 4.5 against 10.7
 * multiply-adds per nanosecond on one core).
 */
public final class MatrixProduct {

    /** Rows and columns of c in a tile: 128 KiB, which stays in the second-level cache. */
    static final int TILE = 128;

    /** Rows of b that a tile goes through at once: 16 KiB, which stay in the first-level cache. */
    private static final int DEPTH = 16;

    private MatrixProduct() {}

    /** {@code a b}, (m, n), of {@code a} (m, k) and {@code b} (k, n). */
    public static double[][] of(double[][] a, double[][] b) {
        if (a[0].length != b.length) {
            throw new IllegalArgumentException("a has " + a[0].length + " columns, but b has " + b.length + " rows");
        }
        int n = b[0].length;
        double[][] c = new double[a.length][n];
        int tiles = (a.length + TILE - 1) / TILE;
        IntStream.range(0, tiles).parallel().forEach(tile -> {
            int first = tile * TILE;
            int last = Math.min(a.length, first + TILE);
            for (int from = 0; from < n; from += TILE) {
                add(a, b, b.length, c, first, last, from, Math.min(n, from + TILE));
            }
        });
        return c;
    }

    /** {@code (k, m)} to {@code (m, k)}. */
    public static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int from = 0; from < t.length; from += TILE) {
            for (int i = 0; i < a.length; i++) {
                for (int j = from; j < Math.min(t.length, from + TILE); j++) t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /**
     * Adds {@code a b} to rows [first, last) and columns [from, to) of {@code c}, on the calling thread.
     *
     * @param depth how many columns of a and rows of b take part
     */
    static void add(double[][] a, double[][] b, int depth, double[][] c, int first, int last, int from, int to) {
        for (int start = 0; start < depth; start += DEPTH) {
            int end = Math.min(depth, start + DEPTH);
            for (int i = first; i < last; i++) addCombination(c[i], a[i], b, start, end, from, to);
        }
    }

    /** {@code c += p b} on [from, to). */
    static void addScaled(double[] c, double p, double[] b, int from, int to) {
        for (int j = from; j < to; j++) c[j] += p * b[j];
    }

    /** {@code c += Σ p_k b_k} over k in [start, end), columns [from, to). */
    private static void addCombination(double[] c, double[] p, double[][] b, int start, int end, int from, int to) {
        int k = start;
        for (; k + 4 <= end; k += 4) {
            addFour(c, p[k], b[k], p[k + 1], b[k + 1], p[k + 2], b[k + 2], p[k + 3], b[k + 3], from, to);
        }
        for (; k < end; k++) addScaled(c, p[k], b[k], from, to);
    }

    private static void addFour(
            double[] c,
            double p0,
            double[] b0,
            double p1,
            double[] b1,
            double p2,
            double[] b2,
            double p3,
            double[] b3,
            int from,
            int to) {
        for (int j = from; j < to; j++) c[j] += (p0 * b0[j] + p1 * b1[j]) + (p2 * b2[j] + p3 * b3[j]);
    }
}
