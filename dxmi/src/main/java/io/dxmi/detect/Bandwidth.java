package io.dxmi.detect;

import java.util.Arrays;

/** The bandwidth that a kernel energy begins with, from the normal data alone. */
final class Bandwidth {

    /** Points that distances are taken from; the median needs no more. */
    private static final int PROBES = 512;

    /**
     * Square of the bandwidth over the median squared distance to the nearest other point. Narrow: far from the points the
     * energy is then the distance to the nearest, and joint training can widen it.
     */
    private static final double SHARE = 0.1;

    private Bandwidth() {}

    /** @param rows (n, dimensions) */
    static double of(float[] rows, int dimensions) {
        return Math.sqrt(SHARE * medianNearest(rows, dimensions));
    }

    /** Median over points of the squared distance to the nearest other point. */
    static double medianNearest(float[] rows, int dimensions) {
        int n = rows.length / dimensions;
        int step = Math.max(1, n / PROBES);
        double[] nearest = new double[(n + step - 1) / step];
        for (int a = 0, i = 0; i < n; i += step, a++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                if (j != i) least = Math.min(least, squaredDistance(rows, dimensions, i, j, least));
            }
            nearest[a] = least;
        }
        Arrays.sort(nearest);
        double median = nearest[nearest.length / 2];
        return median > 0 ? median : Math.max(nearest[nearest.length - 1], 1e-6);
    }

    static double squaredDistance(float[] rows, int dimensions, int i, int j, double enough) {
        double sum = 0;
        for (int k = 0; k < dimensions && sum < enough; k++) {
            double difference = rows[i * dimensions + k] - rows[j * dimensions + k];
            sum += difference * difference;
        }
        return sum;
    }
}
