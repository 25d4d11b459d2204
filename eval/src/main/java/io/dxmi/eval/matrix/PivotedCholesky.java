package io.dxmi.eval.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a symmetric positive semidefinite matrix as {@code FᵀF} with as many rows in F as the matrix has numerical
 * rank. The next pivot is the largest remaining diagonal entry; a direction counts as null once no more than rounding is
 * left of its own variance, so features of very different scale do not hide each other. O(d² rank).
 */
public final class PivotedCholesky {

    /** Pivots between two updates of the whole remainder, chosen so that the rows at work stay in the cache. */
    private static final int BLOCK = 32;

    /** 2^-52, the spacing of doubles at 1. */
    private static final double EPSILON = Math.ulp(1.0);

    private final int d;

    /** The matrix less what the blocks done so far explain; rows of past pivots are stale. */
    private final double[][] remainder;

    private final double[] diagonal;
    private final double[] negligible;
    private final boolean[] used;
    private final List<double[]> factor = new ArrayList<>();

    private PivotedCholesky(double[][] matrix) {
        d = matrix.length;
        remainder = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        diagonal = new double[d];
        negligible = new double[d];
        used = new boolean[d];
        for (int i = 0; i < d; i++) {
            // The entries carry rounding of their own, which grows slowly with the size; 64 covers it for small d.
            negligible[i] = (64 + d) * EPSILON * Math.abs(matrix[i][i]);
        }
    }

    /**
     * F, (rank, d); no rows for a zero matrix.
     *
     * @param matrix (d, d), symmetric, positive semidefinite up to rounding
     */
    public static double[][] factor(double[][] matrix) {
        PivotedCholesky work = new PivotedCholesky(matrix);
        while (work.block()) work.updateRemainder();
        return work.factor.toArray(double[][]::new);
    }

    /** Appends up to {@link #BLOCK} rows to the factor; false when the remainder is null. */
    private boolean block() {
        for (int i = 0; i < d; i++) diagonal[i] = used[i] ? 0 : remainder[i][i];
        int first = factor.size();
        for (int count = 0; count < BLOCK; count++) {
            int pivot = pivot();
            if (pivot < 0) return false;
            double[] row = remainder[pivot].clone();
            for (int k = first; k < factor.size(); k++) {
                double[] earlier = factor.get(k);
                MatrixProduct.addScaled(row, -earlier[pivot], earlier, 0, d);
            }
            double root = Math.sqrt(diagonal[pivot]);
            for (int j = 0; j < d; j++) row[j] = used[j] ? 0 : row[j] / root;
            row[pivot] = root;
            used[pivot] = true;
            diagonal[pivot] = 0;
            for (int j = 0; j < d; j++) diagonal[j] -= used[j] ? 0 : row[j] * row[j];
            factor.add(row);
        }
        return true;
    }

    private int pivot() {
        int pivot = -1;
        for (int i = 0; i < d; i++) {
            if (diagonal[i] > negligible[i] && (pivot < 0 || diagonal[i] > diagonal[pivot])) pivot = i;
        }
        return pivot;
    }

    private void updateRemainder() {
        double[][] rows = factor.subList(factor.size() - BLOCK, factor.size()).toArray(double[][]::new);
        int[] open = IntStream.range(0, d).filter(i -> !used[i]).toArray();
        double[][] target = Arrays.stream(open).mapToObj(i -> remainder[i]).toArray(double[][]::new);
        double[][] weights = new double[open.length][BLOCK];
        for (int i = 0; i < open.length; i++) {
            for (int k = 0; k < BLOCK; k++) weights[i][k] = -rows[k][open[i]];
        }
        int tiles = (open.length + MatrixProduct.TILE - 1) / MatrixProduct.TILE;
        IntStream.range(0, tiles).parallel().forEach(tile -> {
            int first = tile * MatrixProduct.TILE;
            int last = Math.min(open.length, first + MatrixProduct.TILE);
            MatrixProduct.add(weights, rows, BLOCK, target, first, last, 0, d);
        });
    }
}
