package io.dxmi.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Ways to score rows against training rows that hold unknown anomalies, all from the distances to the training rows. Contaminants
 * that resemble each other are each other's neighbours; these look beyond the nearest ones.
 */
final class NeighbourMethods {

    /** Share of the training rows that is near. */
    private static final double NEAR = 0.05;

    /** Share of the training rows that leaves. */
    private static final double TRIMMED = 0.1;

    private static final int[] SCALES = {1, 3, 10, 30, 100};
    private static final int FEW = 5;
    private static final int LOCAL = 20;

    private final float[][] training;
    private final int near;

    NeighbourMethods(float[][] training) {
        this.training = training;
        near = Math.max(FEW, (int) Math.round(NEAR * training.length));
    }

    /** Mean distance to the nearest twentieth. */
    double[] wide(float[][] rows) {
        return each(rows, d -> mean(d, near));
    }

    /** Mean logarithm of the distances to the 1st, 3rd, 10th, 30th and 100th nearest. */
    double[] scales(float[][] rows) {
        return each(
                rows,
                d -> Arrays.stream(SCALES)
                        .filter(k -> k <= d.length)
                        .mapToDouble(k -> Math.log(d[k - 1] + 1e-9))
                        .average()
                        .orElseThrow());
    }

    /** A ratio of densities: the mean distance to the 20 nearest, over the mean of the same of those. */
    double[] ratio(float[][] rows) {
        double[] own = IntStream.range(0, training.length)
                .mapToDouble(i -> mean(withoutFirst(sorted(training[i])), LOCAL))
                .toArray();
        return Arrays.stream(rows)
                .mapToDouble(row -> {
                    double[] distances = distances(row);
                    int[] nearest = order(distances, LOCAL);
                    double around = Arrays.stream(nearest)
                            .mapToDouble(i -> own[i])
                            .average()
                            .orElseThrow();
                    double mean = Arrays.stream(nearest)
                            .mapToDouble(i -> distances[i])
                            .average()
                            .orElseThrow();
                    return mean / Math.max(around, 1e-9);
                })
                .toArray();
    }

    /** Mean distance to the five nearest of those that stay: the tenth that is farthest from its nearest twentieth leaves. */
    double[] trimmed(float[][] rows) {
        double[] far = IntStream.range(0, training.length)
                .mapToDouble(i -> sorted(training[i])[near])
                .toArray();
        int kept = training.length - (int) Math.round(TRIMMED * training.length);
        float[][] rest =
                Arrays.stream(order(far, kept)).mapToObj(i -> training[i]).toArray(float[][]::new);
        return new NeighbourMethods(rest).each(rows, d -> mean(d, FEW));
    }

    private interface Score {
        double of(double[] ascending);
    }

    private double[] each(float[][] rows, Score score) {
        return Arrays.stream(rows).mapToDouble(row -> score.of(sorted(row))).toArray();
    }

    private static double mean(double[] ascending, int count) {
        return Arrays.stream(ascending, 0, Math.min(count, ascending.length))
                .average()
                .orElseThrow();
    }

    private static double[] withoutFirst(double[] ascending) {
        return Arrays.copyOfRange(ascending, 1, ascending.length);
    }

    /** Numbers of the least values, in their order. */
    private static int[] order(double[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double[] sorted(float[] row) {
        double[] distances = distances(row);
        Arrays.sort(distances);
        return distances;
    }

    private double[] distances(float[] row) {
        double[] out = new double[training.length];
        for (int i = 0; i < out.length; i++) {
            float sum = 0;
            for (int k = 0; k < row.length; k++) sum += (row[k] - training[i][k]) * (row[k] - training[i][k]);
            out[i] = Math.sqrt(sum);
        }
        return out;
    }
}
