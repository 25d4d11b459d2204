package io.dxmi.bench;

import java.util.Arrays;

/**
 * One-class support vector machine with a Gaussian kernel (Schölkopf et al., 2001), solved by sequential minimal
 * optimisation with the most violating pair: minimise {@code a' K a / 2} with {@code 0 <= a_i <= 1}, {@code sum a = nu n}.
 */
final class OneClassSvm {

    private static final double TOLERANCE = 1e-3;
    private static final int MOST_STEPS = 200_000;

    private final float[][] x;
    private final double gamma;
    private final double[] alpha;

    /**
     * Trains.
     *
     * @param x rows; the kernel matrix of all pairs must fit into memory
     * @param nu share of the rows that lie outside, in (0, 1]
     * @param gamma of {@code exp(-gamma |x - y|^2)}
     */
    OneClassSvm(float[][] x, double nu, double gamma) {
        this.x = x;
        this.gamma = gamma;
        int n = x.length;
        float[][] k = new float[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) k[i][j] = k[j][i] = (float) kernel(x[i], x[j]);
        }
        alpha = new double[n];
        double left = nu * n;
        for (int i = 0; i < n && left > 0; i++) {
            alpha[i] = Math.min(1, left);
            left -= alpha[i];
        }
        double[] gradient = new double[n];
        for (int j = 0; j < n; j++) add(gradient, alpha[j], k[j]);
        for (int step = 0; step < MOST_STEPS; step++) {
            int up = -1; // may grow, least gradient
            int down = -1; // may shrink, greatest gradient
            for (int i = 0; i < n; i++) {
                if (alpha[i] < 1 && (up < 0 || gradient[i] < gradient[up])) up = i;
                if (alpha[i] > 0 && (down < 0 || gradient[i] > gradient[down])) down = i;
            }
            if (up < 0 || down < 0 || gradient[down] - gradient[up] < TOLERANCE) break;
            double curvature = Math.max(k[up][up] + k[down][down] - 2 * k[up][down], 1e-12);
            double move = Math.min((gradient[down] - gradient[up]) / curvature, Math.min(1 - alpha[up], alpha[down]));
            alpha[up] += move;
            alpha[down] -= move;
            add(gradient, move, k[up]);
            add(gradient, -move, k[down]);
        }
    }

    /** {@code 1 / (dimensions * variance of all entries)}, the usual choice. */
    static double scaleGamma(float[][] x) {
        double sum = 0;
        double squares = 0;
        for (float[] row : x) {
            for (float v : row) {
                sum += v;
                squares += (double) v * v;
            }
        }
        double count = (double) x.length * x[0].length;
        double mean = sum / count;
        return 1 / (x[0].length * (squares / count - mean * mean));
    }

    private static void add(double[] to, double factor, float[] row) {
        if (factor == 0) return;
        for (int i = 0; i < to.length; i++) to[i] += factor * row[i];
    }

    private double kernel(float[] a, float[] b) {
        float sum = 0;
        for (int k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
        return Math.exp(-gamma * sum);
    }

    /** High where the density of the support is low. */
    double[] scores(float[][] rows) {
        return Arrays.stream(rows)
                .mapToDouble(row -> {
                    double sum = 0;
                    for (int i = 0; i < x.length; i++) {
                        if (alpha[i] > 0) sum += alpha[i] * kernel(x[i], row);
                    }
                    return -sum;
                })
                .toArray();
    }
}
