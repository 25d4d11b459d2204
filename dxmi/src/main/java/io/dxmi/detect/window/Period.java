package io.dxmi.detect.window;

import io.dxmi.detect.window.SeriesTable.Part;
import java.util.Comparator;

/**
 * The period of a series, from the mean autocorrelation of its channels: the shortest lag among its local maxima that is
 * nearly as high as the highest.
 *
 * @param rows the period, or 0 if there is none
 */
public record Period(int rows) {

    /** Shorter lags are noise. */
    private static final int SHORTEST = 4;

    private static final int LONGEST = 1_000;

    /** Rows that are looked at: of the longest series, from its begin. */
    private static final int ROWS = 50_000;

    /** A lower autocorrelation is no period. */
    private static final double LEAST = 0.1;

    /** Share of the highest local maximum. */
    private static final double NEARLY = 0.8;

    /** A window where there is no period, and the least one where there is. */
    private static final int USUAL = 50;

    /** Of the longest series of a table. */
    public static Period of(SeriesTable table, float[] standardised) {
        Part longest = table.parts().stream()
                .max(Comparator.comparingInt(Part::length))
                .orElseThrow();
        int n = Math.min(ROWS, longest.length());
        return new Period(peak(autocorrelation(standardised, longest.from(), n, table.channels(), n / 6)));
    }

    /** Rows of a window: the least multiple of the period that has {@link #USUAL} rows, at most a sixth of the longest series. */
    public int window(int longest) {
        int whole = rows == 0 ? USUAL : (USUAL + rows - 1) / rows * rows;
        return Math.max(2, Math.min(whole, longest / 6));
    }

    /** At lags from 0 to {@code most} at most, mean over the channels that vary. */
    private static double[] autocorrelation(float[] values, int from, int n, int channels, int most) {
        double[] sum = new double[Math.min(LONGEST, most) + 2];
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            float[] x = new float[n];
            for (int i = 0; i < n; i++) {
                x[i] = values[(from + i) * channels + c];
                mean += x[i] / n;
            }
            for (int i = 0; i < n; i++) x[i] -= (float) mean;
            double variance = product(x, 0);
            if (!(variance > 0)) continue;
            for (int lag = 0; lag < sum.length && lag < n; lag++) sum[lag] += product(x, lag) / variance;
        }
        double whole = sum[0];
        for (int lag = 0; lag < sum.length && whole > 0; lag++) sum[lag] /= whole;
        return sum;
    }

    private static double product(float[] x, int lag) {
        double sum = 0;
        for (int i = 0; i + lag < x.length; i++) sum += x[i] * x[i + lag];
        return sum;
    }

    private static int peak(double[] correlation) {
        double highest = 0;
        for (int lag = SHORTEST; lag < correlation.length - 1; lag++) {
            if (isPeak(correlation, lag)) highest = Math.max(highest, correlation[lag]);
        }
        if (highest < LEAST) return 0;
        for (int lag = SHORTEST; lag < correlation.length - 1; lag++) {
            if (isPeak(correlation, lag) && correlation[lag] >= NEARLY * highest) return lag;
        }
        return 0;
    }

    private static boolean isPeak(double[] values, int at) {
        return values[at] > values[at - 1] && values[at] >= values[at + 1];
    }
}
