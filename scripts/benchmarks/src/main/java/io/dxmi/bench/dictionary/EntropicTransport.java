package io.dxmi.bench.dictionary;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Entropic optimal transport between distributions on a grid, {@code W(a, b) = min_T <C, T> + gamma Σ T (log T - 1)} with C the
 * squared distance of the pixels divided by the largest. Matrices hold a distribution a row.
 */
final class EntropicTransport {

    private static final double LEAST = 1e-300;

    private final double gamma;
    private final DMatrixRMaj kernel;
    private final DMatrixRMaj weightedCost;

    /** Pixels are counted row by row. */
    EntropicTransport(int height, int width, double gamma) {
        this.gamma = gamma;
        int n = height * width;
        kernel = new DMatrixRMaj(n, n);
        weightedCost = new DMatrixRMaj(n, n);
        double largest = Math.pow(height - 1, 2) + Math.pow(width - 1, 2);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double cost = (Math.pow(i / width - j / width, 2) + Math.pow(i % width - j % width, 2)) / largest;
                kernel.set(i, j, Math.exp(-cost / gamma));
                weightedCost.set(i, j, cost * kernel.get(i, j));
            }
        }
    }

    /**
     * The sum over the rows of the conjugate {@code W*_x(g) = max_b <g, b> - W(x, b)}, in closed form.
     *
     * @param x (N, n), positive, rows of sum 1
     * @param g (N, n)
     * @param gradient (N, n), is overwritten: the b that attains it
     */
    double conjugate(DMatrixRMaj x, DMatrixRMaj g, DMatrixRMaj gradient) {
        DMatrixRMaj a = new DMatrixRMaj(g.numRows, g.numCols);
        double value = gamma * g.numRows;
        for (int i = 0; i < g.numRows; i++) {
            int row = i * g.numCols;
            double most = Double.NEGATIVE_INFINITY;
            for (int k = row; k < row + g.numCols; k++) most = Math.max(most, g.data[k]);
            for (int k = row; k < row + g.numCols; k++) a.data[k] = Math.exp((g.data[k] - most) / gamma);
            value += most;
        }
        DMatrixRMaj smooth = times(a, kernel);
        DMatrixRMaj quotient = new DMatrixRMaj(g.numRows, g.numCols);
        for (int k = 0; k < smooth.data.length; k++) {
            double s = Math.max(smooth.data[k], LEAST);
            quotient.data[k] = x.data[k] / s;
            value += gamma * x.data[k] * (Math.log(s) - Math.log(x.data[k]));
        }
        CommonOps_DDRM.mult(quotient, kernel, gradient);
        CommonOps_DDRM.elementMult(gradient, a);
        return value;
    }

    /**
     * W and its part without the entropy, of each pair of rows.
     *
     * @param value W(x_i, y_i)
     * @param cost {@code <C, T>}, at most 1
     */
    record Cost(double[] value, double[] cost) {}

    /** By Sinkhorn's iterations. x and y are positive and their rows sum to 1. */
    Cost between(DMatrixRMaj x, DMatrixRMaj y, int iterations) {
        DMatrixRMaj a = new DMatrixRMaj(x.numRows, x.numCols);
        DMatrixRMaj b = new DMatrixRMaj(x.numRows, x.numCols);
        b.fill(1);
        for (int k = 0; k < iterations; k++) {
            divide(x, times(b, kernel), a);
            divide(y, times(a, kernel), b);
        }
        DMatrixRMaj moved = times(b, weightedCost);
        double[] value = new double[x.numRows];
        double[] cost = new double[x.numRows];
        for (int k = 0; k < x.data.length; k++) {
            int row = k / x.numCols;
            cost[row] += a.data[k] * moved.data[k];
            value[row] += gamma * (x.data[k] * Math.log(a.data[k]) + y.data[k] * Math.log(b.data[k]));
        }
        for (int i = 0; i < value.length; i++) value[i] -= gamma;
        return new Cost(value, cost);
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.mult(a, b, null);
    }

    private static void divide(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        for (int k = 0; k < out.data.length; k++) out.data[k] = a.data[k] / Math.max(b.data[k], LEAST);
    }
}
