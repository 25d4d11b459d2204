package io.dxmi.bench.dictionary;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The regulariser of a block, {@code R(B) = lambda / 2 |B - old|² + rho Σ B (log B - 1)} over matrices whose rows are in the
 * probability simplex: its conjugate and the point that attains it.
 *
 * @param lambda above 0
 * @param rho at least 0
 */
record SimplexProx(double lambda, double rho) {

    private static final int NEWTON = 8;
    private static final int STEPS = 60;
    private static final double EXACT = 1e-13;

    /**
     * The conjugate {@code R*(S) = max_B <S, B> - R(B)}.
     *
     * @param point the B that attains it, which is also the gradient of the conjugate
     */
    record Conjugate(double value, DMatrixRMaj point) {}

    Conjugate of(DMatrixRMaj s, DMatrixRMaj old) {
        DMatrixRMaj point = new DMatrixRMaj(s.numRows, s.numCols);
        double[] a = new double[s.numCols];
        double value = 0;
        for (int i = 0; i < s.numRows; i++) {
            int row = i * s.numCols;
            for (int k = 0; k < a.length; k++) a[k] = s.data[row + k] + lambda * old.data[row + k];
            double[] b = rho == 0 ? projection(a) : entropic(a);
            System.arraycopy(b, 0, point.data, row, b.length);
            for (int k = 0; k < b.length; k++) value += s.data[row + k] * b[k];
        }
        return new Conjugate(value - value(point, old), point);
    }

    /** R at a matrix with rows in the simplex. */
    double value(DMatrixRMaj b, DMatrixRMaj old) {
        double sum = 0;
        for (int i = 0; i < b.data.length; i++) {
            double step = b.data[i] - old.data[i];
            sum += lambda / 2 * step * step;
            if (b.data[i] > 0) sum += rho * b.data[i] * (Math.log(b.data[i]) - 1);
        }
        return sum;
    }

    /** The point of the simplex next to a / lambda, by sorting. */
    private double[] projection(double[] a) {
        double[] sorted = a.clone();
        Arrays.sort(sorted);
        double sum = 0;
        double shift = 0;
        for (int k = 1; k <= sorted.length; k++) {
            double value = sorted[sorted.length - k] / lambda;
            sum += value;
            if (value > (sum - 1) / k) shift = (sum - 1) / k;
        }
        double[] b = new double[a.length];
        for (int k = 0; k < b.length; k++) b[k] = Math.max(0, a[k] / lambda - shift);
        return b;
    }

    /** Solves {@code lambda b + rho log b = a - mu} with the mu for which b sums to 1: Newton steps inside an interval. */
    private double[] entropic(double[] a) {
        double most = Arrays.stream(a).max().orElseThrow();
        double low = most - lambda - 60 * rho - 1;
        double high = most + 60 * rho + rho * Math.log(a.length) + 1;
        double mu = (low + high) / 2;
        double[] b = new double[a.length];
        for (int step = 0; step < STEPS; step++) {
            double sum = 0;
            double slope = 0;
            for (int k = 0; k < b.length; k++) {
                b[k] = root((a[k] - mu) / rho);
                sum += b[k];
                slope += b[k] / (lambda * b[k] + rho);
            }
            if (Math.abs(sum - 1) < EXACT) break;
            if (sum > 1) low = mu;
            else high = mu;
            double next = mu + (sum - 1) / slope;
            mu = next > low && next < high ? next : (low + high) / 2;
        }
        double sum = Arrays.stream(b).sum();
        for (int k = 0; k < b.length; k++) b[k] /= sum;
        return b;
    }

    /** The b of {@code log b + lambda / rho b = y}, by Newton steps for log b. */
    private double root(double y) {
        double l = y > 1 ? Math.min(y, Math.log(y * rho / lambda)) : y;
        for (int i = 0; i < NEWTON; i++) {
            double e = lambda / rho * Math.exp(l);
            l -= (l + e - y) / (1 + e);
        }
        return Math.exp(l);
    }
}
