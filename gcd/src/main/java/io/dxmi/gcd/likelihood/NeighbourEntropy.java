package io.dxmi.gcd.likelihood;

import java.util.Arrays;

/**
 * Differential entropy from the distances to the k-th nearest neighbour (Kozachenko and Leonenko, 1987). Its bias grows with
 * the dimension, so it compares sets of one size rather than stating an entropy; equal rows make it minus infinity.
 */
public final class NeighbourEntropy {

    private static final double EULER = 0.5772156649015329;

    private NeighbourEntropy() {}

    /**
     * Estimates the entropy in nats: {@code psi(n) - psi(k) + log volume of the unit ball + D mean log distance}.
     *
     * @param rows flat, (n, D)
     * @throws IllegalArgumentException unless there are more than k rows
     */
    public static double of(float[] rows, int dimensions, int k) {
        int n = rows.length / dimensions;
        if (k < 1 || n <= k) throw new IllegalArgumentException("expected more than k = " + k + " rows, got " + n);
        double sum = 0;
        double[] squares = new double[n - 1];
        for (int i = 0; i < n; i++) {
            int filled = 0;
            for (int j = 0; j < n; j++) {
                if (j != i) squares[filled++] = squaredDistance(rows, i, j, dimensions);
            }
            Arrays.sort(squares);
            sum += 0.5 * Math.log(squares[k - 1]);
        }
        return digamma(n) - digamma(k) + logUnitBall(dimensions) + dimensions * sum / n;
    }

    private static double squaredDistance(float[] rows, int i, int j, int dimensions) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            double difference = rows[i * dimensions + d] - (double) rows[j * dimensions + d];
            sum += difference * difference;
        }
        return sum;
    }

    /** Of a whole number: {@code -gamma + 1 + 1/2 + ... + 1/(m - 1)}. */
    private static double digamma(int m) {
        double sum = -EULER;
        for (int i = 1; i < m; i++) sum += 1.0 / i;
        return sum;
    }

    /** {@code pi^(D/2) / Gamma(D/2 + 1)}, by the step from D - 2 to D: a factor of 2 pi / D. */
    private static double logUnitBall(int dimensions) {
        double log = dimensions % 2 == 0 ? 0 : Math.log(2);
        for (int d = dimensions % 2 == 0 ? 2 : 3; d <= dimensions; d += 2) log += Math.log(2 * Math.PI / d);
        return log;
    }
}
