package io.dxmi.evaluation;

import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.FeatureSetBuilder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.NpyRows;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;

/** Points, one a row, that serve as their own features. */
final class PointFeatures {

    private static final String[] NAMES = {"arr_0", "samples", "points"};

    private static final String PREPARATION = "none";

    private PointFeatures() {}

    /** Whether a file holds points and not pictures: a table, or an array of floats (n, d). */
    static boolean holdsVectors(Path file) {
        if (!Files.isRegularFile(file)) return false;
        String name = file.getFileName().toString();
        if (name.endsWith(".safetensors")) return samples(file).shape().length == 2;
        if (!name.endsWith(".npz") && !name.endsWith(".npy")) return name.matches(".*\\.(csv|tsv|txt)");
        try (NpyRows rows = NpyRows.open(file, NAMES)) {
            return rows.shape().length == 2 && rows.dtype() != DType.U8;
        } catch (UserError e) {
            return false; // the reader of pictures says what it expects
        }
    }

    /** The array that {@code dxmi sample} writes. */
    static HostTensor samples(Path file) {
        HostTensor found = Safetensors.read(file).tensors().get("samples");
        if (found == null || found.size() == 0) throw new UserError(file + ": expected a tensor called samples");
        return found;
    }

    /**
     * What is known of the points of a file.
     *
     * @param choice of rows, and of those that are kept for distances between points
     * @throws UserError if it holds no points, fewer than two, or a value that is not finite
     */
    static FeatureSet of(Path file, RowChoice choice) {
        if (!holdsVectors(file)) {
            throw new UserError(file + ": expected points as the samples are: .csv, or .npz, .npy or .safetensors of "
                    + "floats (n, d)");
        }
        return of(PointFiles.read(file), file.toString(), Sha256.of(file), choice);
    }

    /** Of points in memory. */
    static FeatureSet of(DataSet points, String origin, String sha256, RowChoice choice) {
        int d = points.dimensions();
        FeatureSetBuilder builder = new FeatureSetBuilder(FeatureSet.POINTS, d, 0, 0, choice.keep(), choice.keySeed());
        long first = 0;
        for (int k = 0; k < d; k++) first = Seeds.mix(first, Float.floatToIntBits(points.values()[k]));
        builder.begin(Seeds.mix(first, points.rows()));
        for (int i : Selection.of(points.rows(), choice.most(), choice.seed())) {
            double[] row = new double[d];
            for (int k = 0; k < d; k++) {
                row[k] = points.values()[i * d + k];
                if (!Double.isFinite(row[k])) {
                    throw new UserError(origin + ": row " + i + " holds " + row[k] + "; expected finite numbers");
                }
            }
            builder.add(Features.of(new double[][] {row}));
        }
        if (builder.count() < 2) throw new UserError(origin + ": expected at least 2 points, got " + builder.count());
        return builder.set(origin, sha256, PREPARATION, PREPARATION);
    }

    /**
     * Which rows of a set take part.
     *
     * @param most a random choice of so many if there are more
     * @param seed of that choice
     * @param keep how many of them are kept for distances between points
     * @param keySeed of that choice
     */
    record RowChoice(int most, long seed, int keep, long keySeed) {}
}
