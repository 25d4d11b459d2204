package io.dxmi.detect.window;

import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.samplers.Progress;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores of windows, block by block so that windows are never in memory together, and scores of rows: the mean of all windows
 * over a row.
 *
 * @param rows standardised, (rows, channels)
 */
public record WindowScores(WindowExtractor extractor, float[] rows) {

    /** Windows in memory together, for each thread. */
    private static final int BLOCK = 64;

    /** Windows between two lines of progress. */
    private static final int ROUND = 4_096;

    /** Scores features. Used by several threads. */
    public interface Scorer {
        /**
         * Scores.
         *
         * @param features (windows, dimensions)
         * @param begins their first rows
         */
        double[] of(float[] features, int[] begins);
    }

    /** Features of windows, (windows, dimensions). */
    public float[] features(int[] begins) {
        int width = extractor.width();
        int d = extractor.dimensions();
        float[] out = new float[begins.length * d];
        for (int from = 0; from < begins.length; from += BLOCK) {
            int[] block = Arrays.copyOfRange(begins, from, Math.min(begins.length, from + BLOCK));
            float[] part = extractor.of(windows(block, width));
            System.arraycopy(part, 0, out, from * d, part.length);
        }
        return out;
    }

    /** Standardised windows, (windows, window * channels). */
    public float[] windows(int[] begins) {
        return windows(begins, extractor.width());
    }

    private float[] windows(int[] begins, int width) {
        int channels = extractor.channels();
        float[] out = new float[begins.length * width];
        for (int i = 0; i < begins.length; i++) System.arraycopy(rows, begins[i] * channels, out, i * width, width);
        return out;
    }

    /** Scores of windows, by all processors. */
    public double[] of(int[] begins, Scorer scorer, Progress progress) {
        double[] out = new double[begins.length];
        progress.begin("windows", 0, begins.length);
        for (int round = 0; round < begins.length; round += ROUND) {
            int first = round;
            int end = Math.min(begins.length, round + ROUND);
            IntStream.range(0, (end - first + BLOCK - 1) / BLOCK).parallel().forEach(b -> {
                int from = first + b * BLOCK;
                int[] block = Arrays.copyOfRange(begins, from, Math.min(end, from + BLOCK));
                double[] scores = scorer.of(features(block), block);
                System.arraycopy(scores, 0, out, from, scores.length);
            });
            progress.step("windows", end, Map.of());
        }
        progress.end("windows");
        return out;
    }

    /**
     * Scores of rows.
     *
     * @param begins of the windows
     * @param scores of the windows
     * @return the mean over the windows of each row, NaN where there is none
     */
    public double[] ofRows(int[] begins, double[] scores) {
        int n = rows.length / extractor.channels();
        double[] out = new double[n];
        int[] count = new int[n];
        int window = extractor.window();
        for (int i = 0; i < begins.length; i++) {
            for (int row = begins[i]; row < begins[i] + window; row++) {
                out[row] += scores[i];
                count[row]++;
            }
        }
        for (int row = 0; row < n; row++) out[row] = count[row] == 0 ? Double.NaN : out[row] / count[row];
        return out;
    }
}
