package io.dxmi.detect.report;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.samplers.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judged samples with what is known of them; pixels no finer than {@link #FINEST}, so that a test set fits into memory.
 *
 * @param maps of scores by pixel, empty if the samples have no places
 * @param masks beside the maps, empty if no sample has one
 */
public record Cases(List<Case> all, double[][][] maps, boolean[][][] masks) {

    /** Longer side of the maps that pixels are counted on. */
    private static final int FINEST = 256;

    /** One judged sample. */
    public record Case(int index, String name, String category, boolean anomalous, AnomalyResult result) {}

    /** Scores all. */
    public static Cases of(Detector detector, Samples samples, Progress progress) {
        List<Case> all = new ArrayList<>();
        List<double[][]> maps = new ArrayList<>();
        List<boolean[][]> masks = new ArrayList<>();
        boolean any = false;
        progress.begin("score", 0, samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.at(i);
            AnomalyResult full = detector.score(sample);
            AnomalyResult kept = new AnomalyResult(full.score(), full.pValue(), full.anomalous(), null);
            all.add(new Case(i, sample.name(), sample.category(), sample.anomalous(), kept));
            // an anomaly without a mask says nothing of pixels
            if (full.map() != null && (sample.mask() != null || !sample.anomalous())) {
                any |= sample.mask() != null;
                add(maps, masks, full.map(), sample.mask());
            }
            progress.step("score", i + 1, Map.of());
        }
        progress.end("score");
        return any
                ? new Cases(all, maps.toArray(double[][][]::new), masks.toArray(boolean[][][]::new))
                : new Cases(all, new double[0][][], new boolean[0][][]);
    }

    private static void add(List<double[][]> maps, List<boolean[][]> masks, float[][] map, boolean[][] mask) {
        int h = Math.min(FINEST, map.length);
        int w = Math.min(FINEST, map[0].length);
        double[][] scores = new double[h][w];
        boolean[][] truth = new boolean[h][w];
        for (int y = 0; y < h; y++) {
            int fromY = y * map.length / h;
            for (int x = 0; x < w; x++) {
                int fromX = x * map[0].length / w;
                scores[y][x] = map[fromY][fromX];
                truth[y][x] =
                        mask != null && any(mask, fromY, (y + 1) * map.length / h, fromX, (x + 1) * map[0].length / w);
            }
        }
        maps.add(scores);
        masks.add(truth);
    }

    /** Whether a defect has a pixel in a block: thin defects must not vanish. */
    private static boolean any(boolean[][] mask, int fromY, int toY, int fromX, int toX) {
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) if (mask[y][x]) return true;
        }
        return false;
    }

    /** Those of one category, without pixels. */
    public Cases in(String category) {
        return new Cases(
                all.stream().filter(c -> c.category().equals(category)).toList(),
                new double[0][][],
                new boolean[0][][]);
    }

    public double[] scores(boolean anomalous) {
        return all.stream()
                .filter(c -> c.anomalous() == anomalous)
                .mapToDouble(c -> c.result().score())
                .toArray();
    }

    /** Share of a class that is flagged. */
    public double flagged(boolean anomalous) {
        return all.stream()
                .filter(c -> c.anomalous() == anomalous)
                .mapToDouble(c -> c.result().anomalous() ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
