package io.dxmi.watch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** One scalar of a run over its iterations. Values are single precision, which is finer than a screen. */
final class Curve {

    /**
     * What a picture of some width shows.
     *
     * @param x iterations, increasing
     * @param y the least and the greatest value of each column of pixels, in their order
     * @param meanX middle of each column's iterations
     * @param meanY mean of each column
     */
    record Drawn(
            double[] x,
            float[] y,
            @JsonProperty("mean_x") double[] meanX,
            @JsonProperty("mean_y") float[] meanY) {}

    private long[] iterations = new long[64];
    private float[] values = new float[64];
    private int size;

    /** Adds a point; points at and after its iteration are replaced, as a resume replaces them. */
    void add(long iteration, double value) {
        while (size > 0 && iterations[size - 1] >= iteration) size--;
        if (size == iterations.length) {
            iterations = Arrays.copyOf(iterations, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        iterations[size] = iteration;
        values[size++] = (float) value;
    }

    int size() {
        return size;
    }

    /**
     * The curve within an interval, for a number of columns of pixels.
     *
     * @param from first iteration
     * @param to last iteration
     * @param columns at least 1
     */
    Drawn drawn(long from, long to, int columns) {
        int begin = firstNotBelow(from);
        int end = to == Long.MAX_VALUE ? size : firstNotBelow(to + 1);
        int points = Math.max(0, end - begin);
        if (points <= 2 * columns) return all(begin, begin + points);
        double[] x = new double[2 * columns];
        float[] y = new float[2 * columns];
        double[] meanX = new double[columns];
        float[] meanY = new float[columns];
        int at = 0;
        for (int c = 0; c < columns; c++) {
            int first = begin + (int) ((long) points * c / columns);
            int last = begin + (int) ((long) points * (c + 1) / columns);
            int low = first;
            int high = first;
            double sum = 0;
            for (int i = first; i < last; i++) {
                if (values[i] < values[low]) low = i;
                if (values[i] > values[high]) high = i;
                sum += values[i];
            }
            meanX[c] = (iterations[first] + iterations[last - 1]) / 2.0;
            meanY[c] = (float) (sum / (last - first));
            x[at] = iterations[Math.min(low, high)];
            y[at++] = values[Math.min(low, high)];
            if (low == high) continue;
            x[at] = iterations[Math.max(low, high)];
            y[at++] = values[Math.max(low, high)];
        }
        return new Drawn(Arrays.copyOf(x, at), Arrays.copyOf(y, at), meanX, meanY);
    }

    private Drawn all(int begin, int end) {
        double[] x = Arrays.stream(iterations, begin, end).asDoubleStream().toArray();
        float[] y = Arrays.copyOfRange(values, begin, end);
        return new Drawn(x, y, x, y);
    }

    private int firstNotBelow(long iteration) {
        int found = Arrays.binarySearch(iterations, 0, size, iteration);
        return found >= 0 ? found : -found - 1;
    }
}
