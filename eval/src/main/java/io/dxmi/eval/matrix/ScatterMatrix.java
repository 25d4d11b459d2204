package io.dxmi.eval.matrix;

import java.util.stream.IntStream;

/** A running sum of outer products {@code x xᵀ}; only the upper triangle is kept up to date. */
public final class ScatterMatrix {

    private final double[][] upper;

    public ScatterMatrix(int d) {
        upper = new double[d][d];
    }

    /** Adds the outer product of each of the first {@code count} rows, (count, d). */
    public void add(double[][] rows, int count) {
        int d = upper.length;
        double[][] weights = new double[d][count];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < d; i++) weights[i][k] = rows[k][i];
        }
        int tiles = (d + MatrixProduct.TILE - 1) / MatrixProduct.TILE;
        IntStream.range(0, tiles).parallel().forEach(tile -> {
            int first = tile * MatrixProduct.TILE;
            int last = Math.min(d, first + MatrixProduct.TILE);
            for (int from = first; from < d; from += MatrixProduct.TILE) {
                MatrixProduct.add(
                        weights, rows, count, upper, first, last, from, Math.min(d, from + MatrixProduct.TILE));
            }
        });
    }

    /** Adds another sum of the same size. */
    public void add(ScatterMatrix other) {
        for (int i = 0; i < upper.length; i++) MatrixProduct.addScaled(upper[i], 1, other.upper[i], i, upper.length);
    }

    /** Adds a symmetric matrix, (d, d), times {@code factor}. */
    public void add(double[][] symmetric, double factor) {
        for (int i = 0; i < upper.length; i++) {
            MatrixProduct.addScaled(upper[i], factor, symmetric[i], i, upper.length);
        }
    }

    /** The sum times {@code factor}, as a full symmetric matrix, (d, d). */
    public double[][] times(double factor) {
        int d = upper.length;
        double[][] full = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = i; j < d; j++) {
                full[i][j] = upper[i][j] * factor;
                full[j][i] = full[i][j];
            }
        }
        return full;
    }
}
