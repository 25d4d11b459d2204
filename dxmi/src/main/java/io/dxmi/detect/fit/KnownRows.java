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
import java.util.List;
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

    /** Samples that a message names. */
    private static final int SHOWN = 5;

    /** Reads them. @throws UserError if a file is not of the model's kind, or a sample is in both */
    static KnownRows of(FitOptions options, ModelRecord about, Extractor extractor) {
        Supervision supervision = options.supervision();
        int d = extractor.dimensions();
        Samples normal = supervision.cleanSamples(about, extractor);
        Samples odd = supervision.anomalousSamples(about, extractor);
        float[] clean = features("clean", normal, extractor);
        float[] anomalies = features("anomalies", odd, extractor);
        requireApart(rows(clean, d), odd, anomalies, d, supervision);
        return new KnownRows(clean, anomalies, d, supervision, options.seed());
    }

    /** Refuses samples that are said to be both. */
    private static void requireApart(
            Set<FloatBuffer> clean, Samples odd, float[] anomalies, int d, Supervision supervision) {
        List<String> both = IntStream.range(0, odd.size())
                .filter(i -> clean.contains(FloatBuffer.wrap(anomalies, i * d, d)))
                .mapToObj(i -> odd.at(i).name())
                .toList();
        if (both.isEmpty()) return;
        String more = both.size() > SHOWN ? " and " + (both.size() - SHOWN) + " more" : "";
        throw new UserError(UserError.parameter("anomalies") + " " + supervision.anomalies() + ": "
                + String.join(", ", both.subList(0, Math.min(SHOWN, both.size()))) + more + " also among those of "
                + UserError.parameter("clean") + " " + supervision.clean() + "; leave each in one of the two");
    }

    private static float[] features(String parameter, Samples samples, Extractor extractor) {
        try {
            return features(samples, extractor);
        } catch (UserError e) {
            throw UserError.at(UserError.parameter(parameter) + " ", e);
        }
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
