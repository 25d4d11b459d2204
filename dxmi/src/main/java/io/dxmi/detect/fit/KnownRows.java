package io.dxmi.detect.fit;

import io.dxmi.detect.data.Samples;
import io.dxmi.detect.energy.Bandwidth;
import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Seeds;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Feature vectors of known label, and what they do to a memory.
 *
 * @param clean (n, dimensions), empty if none are known
 * @param anomalies (n, dimensions), empty if none are known
 * @param supervision where they are from
 */
record KnownRows(float[] clean, float[] anomalies, int dimensions, Supervision supervision, long seed) {

    /** More clean rows choose no better. */
    private static final int MOST_CHOOSING = 2_000;

    /** Reads them. @throws UserError if a file is not of the model's kind, or both hold the same samples */
    static KnownRows of(FitOptions options, ModelRecord about, Extractor extractor) {
        Supervision supervision = options.supervision();
        int d = extractor.dimensions();
        float[] clean = features(supervision.cleanSamples(about, extractor), extractor);
        float[] anomalies = features(supervision.anomalousSamples(about, extractor), extractor);
        Set<FloatBuffer> normal = rows(clean, d);
        if (anomalies.length > 0 && normal.containsAll(rows(anomalies, d))) {
            throw new UserError(UserError.parameter("anomalies") + " " + supervision.anomalies()
                    + ": all samples are also among those of " + UserError.parameter("clean") + " "
                    + supervision.clean());
        }
        return new KnownRows(clean, anomalies, d, supervision, options.seed());
    }

    private static float[] features(Samples samples, Extractor extractor) {
        float[] out = new float[samples.size() * extractor.dimensions()];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(extractor.of(samples.at(i)), 0, out, i * extractor.dimensions(), extractor.dimensions());
        }
        return out;
    }

    private static Set<FloatBuffer> rows(float[] features, int d) {
        Set<FloatBuffer> rows = new HashSet<>();
        for (int at = 0; at < features.length; at += d) rows.add(FloatBuffer.wrap(features, at, d));
        return rows;
    }

    int cleanCount() {
        return clean.length / dimensions;
    }

    int anomalyCount() {
        return anomalies.length / dimensions;
    }

    /** The clean rows in the order in which they choose; those that give the threshold are the others. */
    private int[] order() {
        return KernelFit.shuffled(cleanCount(), Seeds.mix(seed, "clean"));
    }

    /** How many clean rows choose what leaves the memory: none without known anomalies. */
    private int choosing() {
        return anomalyCount() > 0 ? cleanCount() / 2 : 0;
    }

    /** Numbers of the clean rows that the threshold is taken from: they have not chosen what leaves the memory. */
    int[] calibrating() {
        return Arrays.copyOfRange(order(), choosing(), cleanCount());
    }

    /** Training rows that equal no known row: what is known is remembered once, with its label. */
    float[] unknown(float[] features) {
        Set<FloatBuffer> known = rows(clean, dimensions);
        known.addAll(rows(anomalies, dimensions));
        int[] kept = IntStream.range(0, features.length / dimensions)
                .filter(i -> !known.contains(FloatBuffer.wrap(features, i * dimensions, dimensions)))
                .toArray();
        return gathered(features, kept);
    }

    /** Training rows without the share that lies nearest to known anomalies, compared with the clean rows. */
    float[] kept(float[] features) {
        int n = features.length / dimensions;
        if (choosing() == 0) return features;
        float[] choosing = gathered(clean, Arrays.copyOf(order(), Math.min(choosing(), MOST_CHOOSING)));
        double[] ratios = new double[n];
        for (int i = 0; i < n; i++) {
            ratios[i] = nearest(features, i, choosing) / Math.max(nearest(features, i, anomalies), Double.MIN_NORMAL);
        }
        int[] kept = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> ratios[i]))
                .limit(n - Math.round(supervision.removedShare() * n))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return gathered(features, kept);
    }

    /** The squared distance of a row to the nearest of others. */
    private double nearest(float[] features, int row, float[] others) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < others.length / dimensions; j++) {
            least = Math.min(least, Bandwidth.squaredDistance(features, row, others, j, dimensions, least));
        }
        return least;
    }

    private float[] gathered(float[] rows, int[] numbers) {
        float[] out = new float[numbers.length * dimensions];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(rows, numbers[i] * dimensions, out, i * dimensions, dimensions);
        }
        return out;
    }

    /** What a model says of them. */
    ModelRecord.Known about(int removed) {
        return new ModelRecord.Known(
                cleanCount(), anomalyCount(), anomalyCount() == 0 ? 0 : supervision.weight(), removed);
    }
}
