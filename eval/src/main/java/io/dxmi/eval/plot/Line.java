package io.dxmi.eval.plot;

import java.util.Arrays;

/**
 * What is drawn of one logged scalar: points in the order of iterations, NaN for a gap.
 *
 * @param x iterations
 * @param y values, finite or NaN
 * @param dots whether the points are few enough to be marked one by one
 */
record Line(double[] x, double[] y, boolean dots) {

    private static final int FEW = 25;
    private static final double LARGEST = 1e300;

    /**
     * Values that are infinite, or so large that their span would be, become gaps. A scalar that is absent more often than not next to its values was logged every so
     * many iterations, and its points are joined across. Of a long line only the extremes of every {@code buckets}-th
     * part are kept, so that spikes survive; a part without values stays a gap.
     */
    static Line of(double[] iterations, double[] values, int buckets) {
        double[] x = iterations;
        double[] y = Arrays.stream(values)
                .map(v -> Math.abs(v) <= LARGEST ? v : Double.NaN)
                .toArray();
        boolean sparse = sparse(y);
        if (sparse) {
            x = present(iterations, y);
            y = present(y, y);
        }
        boolean dots = sparse ? y.length <= 4 * FEW : present(y, y).length <= FEW;
        return y.length <= 4 * buckets ? new Line(x, y, dots) : thinned(x, y, buckets);
    }

    boolean isEmpty() {
        return Arrays.stream(y).allMatch(Double::isNaN);
    }

    private static boolean sparse(double[] y) {
        int alone = 0;
        int all = 0;
        for (int i = 0; i < y.length; i++) {
            if (Double.isNaN(y[i])) continue;
            all++;
            boolean before = i > 0 && !Double.isNaN(y[i - 1]);
            boolean after = i + 1 < y.length && !Double.isNaN(y[i + 1]);
            if (!before && !after) alone++;
        }
        return 2 * alone > all;
    }

    /** The entries of {@code of} where {@code y} is a number. */
    private static double[] present(double[] of, double[] y) {
        double[] kept = new double[of.length];
        int count = 0;
        for (int i = 0; i < of.length; i++) {
            if (!Double.isNaN(y[i])) kept[count++] = of[i];
        }
        return Arrays.copyOf(kept, count);
    }

    private static Line thinned(double[] x, double[] y, int buckets) {
        double[] keptX = new double[2 * buckets];
        double[] keptY = new double[2 * buckets];
        int count = 0;
        for (int b = 0; b < buckets; b++) {
            int from = (int) ((long) b * y.length / buckets);
            int to = (int) ((long) (b + 1) * y.length / buckets);
            int low = -1;
            int high = -1;
            for (int i = from; i < to; i++) {
                if (Double.isNaN(y[i])) continue;
                if (low < 0 || y[i] < y[low]) low = i;
                if (high < 0 || y[i] > y[high]) high = i;
            }
            int first = low < 0 ? from : Math.min(low, high);
            int second = low < 0 ? from : Math.max(low, high);
            for (int i : first == second ? new int[] {first} : new int[] {first, second}) {
                keptX[count] = x[i];
                keptY[count++] = y[i];
            }
        }
        return new Line(Arrays.copyOf(keptX, count), Arrays.copyOf(keptY, count), false);
    }
}
