package io.dxmi.detect.fit;

import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples beside the data of a fit whose label is known. Normal ones are remembered and give the threshold. The energy of a few
 * known anomalies is subtracted; with both, the training samples that are nearest to the anomalies leave the memory.
 *
 * @param clean samples that are normal, or null
 * @param anomalies samples that are not, or null
 * @param weight of the energy of the anomalies, in [0, 1]
 * @param removedShare share of the training samples that leave the memory, in [0, 1): those with the largest distance to the
 *     nearest clean sample over the distance to the nearest known anomaly
 * @param choice of the data: columns of tables to leave out, what happens to damaged pictures
 */
public record Supervision(Path clean, Path anomalies, double weight, double removedShare, TableChoice choice) {

    /** No sample of known label. */
    public static final Supervision NONE = new Supervision(null, null, 0.25, 0.3, TableChoice.NONE);

    /** Of fewer clean samples no threshold can be taken. */
    private static final int FEWEST_CLEAN = 5;

    public Supervision {
        if (!(weight >= 0 && weight <= 1)) {
            throw new UserError(UserError.parameter("anomaly-weight") + " must be within [0, 1], got " + weight);
        }
        if (!(removedShare >= 0 && removedShare < 1)) {
            throw new UserError(UserError.parameter("removed-share") + " must be within [0, 1), got " + removedShare);
        }
    }

    public Supervision withClean(Path file) {
        return new Supervision(file, anomalies, weight, removedShare, choice);
    }

    public Supervision withAnomalies(Path file) {
        return new Supervision(clean, file, weight, removedShare, choice);
    }

    public Supervision withWeight(double other) {
        return new Supervision(clean, anomalies, other, removedShare, choice);
    }

    public Supervision withRemovedShare(double share) {
        return new Supervision(clean, anomalies, weight, share, choice);
    }

    Supervision choosing(TableChoice other) {
        return new Supervision(clean, anomalies, weight, removedShare, other);
    }

    /** The parameters that were given, for messages. */
    String names() {
        if (anomalies == null) return UserError.parameter("clean");
        if (clean == null) return UserError.parameter("anomalies");
        return UserError.parameter("clean") + " and " + UserError.parameter("anomalies");
    }

    boolean isGiven() {
        return clean != null || anomalies != null;
    }

    /** Requires that the files exist, before anything takes long. @throws UserError naming the one that does not */
    void requirePresent() {
        if (clean != null) DataFiles.requirePresent("clean", clean);
        if (anomalies != null) DataFiles.requirePresent("anomalies", anomalies);
    }

    /** The clean samples as a model takes them, none if none are given. @throws UserError if they are of another kind or too few */
    Samples cleanSamples(ModelRecord about, Extractor extractor) {
        if (clean == null) return Samples.of("", List.of());
        Samples samples = read("clean", clean, false, about, extractor);
        if (samples.size() < FEWEST_CLEAN) {
            throw new UserError(UserError.parameter("clean") + " " + clean + ": expected at least " + FEWEST_CLEAN
                    + " normal samples, got " + samples.size());
        }
        return samples;
    }

    /** The known anomalies as a model takes them, none if none are given. @throws UserError if they are of another kind */
    Samples anomalousSamples(ModelRecord about, Extractor extractor) {
        return anomalies == null ? Samples.of("", List.of()) : read("anomalies", anomalies, true, about, extractor);
    }

    /** Where some samples have labels, only those that say what is wanted. */
    private Samples read(String parameter, Path file, boolean anomalous, ModelRecord about, Extractor extractor) {
        DataFiles.requirePresent(parameter, file);
        Samples all = named(parameter, file, about, extractor);
        int[] labels = all.labels();
        if (Arrays.stream(labels).allMatch(label -> label == Sample.UNKNOWN)) return all;
        int wanted = anomalous ? 1 : 0;
        int[] kept = IntStream.range(0, labels.length)
                .filter(i -> labels[i] == wanted)
                .toArray();
        if (kept.length == 0) {
            throw new UserError(UserError.parameter(parameter) + " " + file + ": expected "
                    + (anomalous ? "anomalies" : "normal samples") + ", but none of the " + labels.length
                    + " samples has such a label");
        }
        return all.select(kept);
    }

    /** A mistake in the file names the parameter that it was given by. */
    private Samples named(String parameter, Path file, ModelRecord about, Extractor extractor) {
        try {
            List<String> drop = DataFiles.isTable(file) ? choice.drop() : List.of();
            TableChoice known = new TableChoice(null, null, drop, choice.notes());
            return ModelSamples.of(file, about, extractor, known);
        } catch (UserError e) {
            throw UserError.at(UserError.parameter(parameter) + " ", e);
        }
    }
}
