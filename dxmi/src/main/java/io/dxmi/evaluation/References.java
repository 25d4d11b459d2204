package io.dxmi.evaluation;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Makes files of reference statistics. A file is written whole or not at all, and by one process at a time. */
public final class References {

    private References() {}

    /**
     * Streams images through an extractor, or reads points, and writes what is known of them.
     *
     * @param inputs images of all of them count as one set; or one file of points
     * @param out a new {@code .npz} file in an existing folder
     * @param how extractor, preparation of pictures, seed and how many features are kept
     * @throws UserError if an input cannot be read, or {@code out} exists or is being written by another process
     */
    public static FeatureSet build(List<Path> inputs, Path out, ReferenceEvaluation how, Progress progress) {
        return build(out, how.seed(), () -> how.reference(inputs, progress));
    }

    /** Writes statistics that are made elsewhere. @throws UserError as {@link #build(List, Path, ReferenceEvaluation, Progress)} */
    public static FeatureSet build(Path out, long seed, Supplier<FeatureSet> made) {
        requireNew(out);
        return WriteLock.name(out).during(() -> written(out, made.get(), seed));
    }

    /**
     * Joins statistics of parts of a set into those of the whole set; the order of the parts does not matter.
     *
     * @param parts files that {@link #build} wrote
     * @param out a new {@code .npz} file in an existing folder
     * @param keep features that are kept at most, at least 10
     * @param seed of the order of kept features
     * @throws UserError if parts are missing or do not belong together, or {@code out} exists or is being written by another
     *     process
     */
    public static FeatureSet merge(List<Path> parts, Path out, int keep, long seed) {
        requireNew(out);
        if (keep < ReferenceEvaluation.FEWEST_KEPT) {
            throw new UserError(
                    parameter("keep") + " must be at least " + ReferenceEvaluation.FEWEST_KEPT + ", got " + keep);
        }
        for (Path part : parts) {
            if (!Files.isRegularFile(part)) throw new UserError(part + ": no such file");
        }
        return WriteLock.name(out).during(() -> written(out, ReferenceFile.merge(parts, keep, seed), seed));
    }

    private static FeatureSet written(Path out, FeatureSet set, long seed) {
        ReferenceFile.write(out, set, seed);
        return set;
    }

    private static void requireNew(Path out) {
        String name = parameter("out");
        if (!out.toString().endsWith(".npz")) throw new UserError(name + " must end in .npz, got " + out);
        if (Files.exists(out)) throw new UserError(name + " " + out + " exists; expected a new file");
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) throw new UserError(name + " " + out + ": there is no folder " + folder);
    }
}
