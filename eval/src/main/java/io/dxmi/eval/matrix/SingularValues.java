package io.dxmi.eval.matrix;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.dense.row.decomposition.svd.implicitqr.SvdImplicitQrAlgorithm_DDRM;

/**
 * All singular values of a matrix: Householder reflections to bidiagonal form (Golub and Kahan 1965), then implicit QR.
 * Every value is right to a small multiple of the rounding error of the largest, which the square roots of the
 * eigenvalues of {@code AᵀA} are not.
 *
 * <p>Two reflections touch the whole rest of the matrix in each step, which costs more memory traffic than arithmetic;
 * so both are applied in one pass, the same that gathers the next step's sums (Howell et al. 2008).
 */
public final class SingularValues {

    /** Rows per task. Fixed, so that sums are added in the same order on any number of cores. */
    private static final int ROWS = 128;

    private final double[][] a; // (m, n), m >= n; overwritten
    private final int m;
    private final int n;

    // The pending update a -= left leftSumsᵀ + rightSums rightᵀ, and the reflections' vectors.
    private double[] left;
    private double[] leftSums;
    private final double[] rightSums;
    private final double[] right;

    private SingularValues(double[][] a) {
        this.a = a;
        m = a.length;
        n = a[0].length;
        left = new double[m];
        leftSums = new double[n];
        rightSums = new double[m];
        right = new double[n];
    }

    /** The singular values, min(m, n) of them, descending; {@code matrix} (m, n) is left as it is. */
    public static double[] of(double[][] matrix) {
        boolean wide = matrix.length < matrix[0].length;
        double[][] copy = wide
                ? MatrixProduct.transposed(matrix)
                : Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double scale = Arrays.stream(copy)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        int n = copy[0].length;
        if (scale == 0) return new double[n];
        double[] diagonal = new double[n];
        double[] off = new double[Math.max(n - 1, 1)];
        new SingularValues(copy).bidiagonalise(diagonal, off);
        SvdImplicitQrAlgorithm_DDRM qr = new SvdImplicitQrAlgorithm_DDRM();
        qr.setMatrix(n, n, diagonal, off);
        if (!qr.process())
            throw new IllegalStateException("singular values of a " + n + "-column matrix did not converge");
        return Arrays.stream(qr.getSingularValues())
                .limit(n)
                .map(v -> -Math.abs(v))
                .sorted()
                .map(v -> -v)
                .toArray();
    }

    private void bidiagonalise(double[] diagonal, double[] off) {
        for (int k = 0; k < n; k++) {
            double[] column = new double[m];
            for (int i = k; i < m; i++) {
                column[i] = a[i][k] - left[i] * leftSums[k] - rightSums[i] * right[k];
            }
            Reflection down = Reflection.of(column, k);
            diagonal[k] = down.length;
            if (k == n - 1) return;
            double[] sums = applyPending(column, k, down.scale);
            left = column;
            leftSums = sums;

            double[] row = a[k];
            for (int j = k + 1; j < n; j++) row[j] -= sums[j];
            System.arraycopy(row, k + 1, right, k + 1, n - k - 1);
            Reflection across = Reflection.of(right, k + 1);
            off[k] = across.length;
            multiplyByRight(k, across.scale);
        }
    }

    /** Applies both pending reflections to rows and columns k and beyond; returns {@code scale · columnᵀ a}. */
    private double[] applyPending(double[] column, int k, double scale) {
        int tasks = (m - k + ROWS - 1) / ROWS;
        double[][] partial = new double[tasks][];
        tasks(tasks).forEach(task -> {
            double[] sums = new double[n];
            int last = Math.min(m, k + (task + 1) * ROWS);
            for (int i = k + task * ROWS; i < last; i++) {
                pass(a[i], left[i], leftSums, rightSums[i], right, column[i], sums, k + 1, n);
            }
            partial[task] = sums;
        });
        double[] total = new double[n];
        for (double[] sums : partial) MatrixProduct.addScaled(total, scale, sums, k + 1, n);
        return total;
    }

    private static void pass(
            double[] row, double u, double[] w, double z, double[] v, double next, double[] sums, int from, int to) {
        for (int j = from; j < to; j++) {
            double value = row[j] - u * w[j] - z * v[j];
            row[j] = value;
            sums[j] += next * value;
        }
    }

    /** {@code rightSums = scale · (a - left leftSumsᵀ) right} for the rows below k. */
    private void multiplyByRight(int k, double scale) {
        double along = dot(leftSums, right, k + 1, n);
        int tasks = (m - k - 1 + ROWS - 1) / ROWS;
        tasks(tasks).forEach(task -> {
            int last = Math.min(m, k + 1 + (task + 1) * ROWS);
            for (int i = k + 1 + task * ROWS; i < last; i++) {
                rightSums[i] = scale * (dot(a[i], right, k + 1, n) - left[i] * along);
            }
        });
    }

    /** Parallel only where a task outweighs handing it out. */
    private IntStream tasks(int count) {
        IntStream range = IntStream.range(0, count);
        return n >= 256 ? range.parallel() : range;
    }

    /** Four running sums, since one alone would wait for each addition. */
    private static double dot(double[] x, double[] y, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = from;
        for (; j + 4 <= to; j += 4) {
            s0 += x[j] * y[j];
            s1 += x[j + 1] * y[j + 1];
            s2 += x[j + 2] * y[j + 2];
            s3 += x[j + 3] * y[j + 3];
        }
        for (; j < to; j++) s0 += x[j] * y[j];
        return (s0 + s1) + (s2 + s3);
    }

    /**
     * The reflection {@code I - scale u uᵀ} that maps x to {@code (length, 0, …)}.
     *
     * @param scale 0 when x is already of that form
     */
    private record Reflection(double length, double scale) {

        /** Replaces x, from {@code start} on, by u; {@code u[start]} is 1. */
        static Reflection of(double[] x, int start) {
            double max = 0;
            for (int i = start + 1; i < x.length; i++) max = Math.max(max, Math.abs(x[i]));
            double head = x[start];
            x[start] = 1;
            if (max == 0) return new Reflection(head, 0);
            max = Math.max(max, Math.abs(head)); // scaled, so that squares neither overflow nor vanish
            double square = head / max * (head / max);
            for (int i = start + 1; i < x.length; i++) square += x[i] / max * (x[i] / max);
            double length = -Math.copySign(max * Math.sqrt(square), head);
            double first = head - length;
            for (int i = start + 1; i < x.length; i++) x[i] /= first;
            return new Reflection(length, -first / length);
        }
    }
}
