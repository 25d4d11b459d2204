package io.dxmi.detect.window;

import io.dxmi.detect.energy.Bandwidth;
import io.dxmi.detect.energy.KernelScorer;
import io.dxmi.detect.fit.NeighbourEnergy;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Remembered windows, and the folds of each.
 *
 * @param points features, (windows, dimensions)
 * @param fold of each window's first row
 * @param last fold of its last row
 */
public record SeriesMemory(float[] points, int dimensions, int[] fold, int[] last) {

    /** More windows take longer to compare and gain little. */
    public static final int MOST = 4_096;

    /** A window touches two folds at most; where three have windows, each window is compared with those of another fold. */
    public static final int FEWEST_FOLDS = 3;

    /** Windows whose nearest neighbour tells the bandwidth. */
    private static final int PROBES = 512;

    /** Square of the bandwidth over the median squared distance to the nearest window of another fold; see {@link Bandwidth}. */
    private static final double SHARE = 0.1;

    /** Folds that a window of a mixed series is compared with: anomalies alike in one other fold do not vouch for it. */
    private static final int NEAREST_FOLDS = 2;

    /** Number of folds that hold a whole window. */
    public int wholeFolds() {
        return (int) IntStream.range(0, fold.length)
                .filter(i -> fold[i] == last[i])
                .map(i -> fold[i])
                .distinct()
                .count();
    }

    /** The bandwidth of the kernel. */
    public double bandwidth() {
        int n = fold.length;
        int step = Math.max(1, n / PROBES);
        double[] nearest = IntStream.range(0, (n + step - 1) / step)
                .map(i -> i * step)
                .parallel()
                .mapToDouble(this::nearestSquare)
                .sorted()
                .toArray();
        double median = nearest[nearest.length / 2];
        return Math.sqrt(SHARE * Math.max(median, 1e-6));
    }

    private double nearestSquare(int i) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < fold.length; j++) {
            boolean apart = !touches(j, fold[i]) && !touches(j, last[i]);
            if (apart) least = Math.min(least, Bandwidth.squaredDistance(points, dimensions, i, j, least));
        }
        return least;
    }

    private boolean touches(int window, int of) {
        return fold[window] == of || last[window] == of;
    }

    /** The energy of each fold's windows by those of all other folds. */
    public WindowScores.Scorer withoutOwnFold(Folds folds, double bandwidth) {
        KernelScorer[] others = new KernelScorer[Folds.COUNT];
        for (int f = 0; f < folds.count(); f++) {
            int own = f;
            others[f] = scorer(points(IntStream.range(0, fold.length).filter(i -> !touches(i, own))), bandwidth);
        }
        return (features, begins) -> {
            double[] out = new double[begins.length];
            for (int from = 0; from < out.length; ) {
                int own = folds.at(begins[from]).fold();
                int to = from + 1;
                while (to < out.length && folds.at(begins[to]).fold() == own) to++;
                double[] part = others[own].of(Arrays.copyOfRange(features, from * dimensions, to * dimensions));
                System.arraycopy(part, 0, out, from, part.length);
                from = to;
            }
            return out;
        };
    }

    /** The energy by all windows. */
    public KernelScorer scorer(double bandwidth) {
        return scorer(points, bandwidth);
    }

    private KernelScorer scorer(float[] rows, double bandwidth) {
        float[] identity = new float[dimensions * dimensions];
        for (int k = 0; k < dimensions; k++) identity[k * dimensions + k] = 1;
        return new KernelScorer(rows, identity, dimensions, bandwidth, 1);
    }

    /** The mean of the two least of the distances to the nearest window of each fold that a window does not touch. */
    public WindowScores.Scorer nearestFolds(Folds folds) {
        NeighbourEnergy[] each = new NeighbourEnergy[Folds.COUNT];
        for (int f = 0; f < folds.count(); f++) {
            int own = f;
            float[] rows = points(IntStream.range(0, fold.length).filter(i -> fold[i] == own && last[i] == own));
            if (rows.length > 0) each[f] = NeighbourEnergy.of(rows, dimensions, 1);
        }
        return (features, begins) -> {
            double[] out = new double[begins.length];
            for (int i = 0; i < out.length; i++) {
                float[] row = Arrays.copyOfRange(features, i * dimensions, (i + 1) * dimensions);
                int first = folds.at(begins[i]).fold();
                int last = folds.at(begins[i] + folds.window() - 1).fold();
                out[i] = IntStream.range(0, each.length)
                        .filter(f -> each[f] != null && f != first && f != last)
                        .mapToDouble(f -> each[f].of(row)[0])
                        .sorted()
                        .limit(NEAREST_FOLDS)
                        .average()
                        .orElse(Double.NaN);
            }
            return out;
        };
    }

    private float[] points(IntStream numbers) {
        int[] all = numbers.toArray();
        float[] out = new float[all.length * dimensions];
        for (int i = 0; i < all.length; i++) {
            System.arraycopy(points, all[i] * dimensions, out, i * dimensions, dimensions);
        }
        return out;
    }
}
