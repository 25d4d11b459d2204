package io.dxmi.spark;

import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.evaluation.ReferenceParts;
import io.dxmi.evaluation.References;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** Statistics of pictures from those of stretches. The stretches depend on the pictures alone, not on the executors. */
final class Statistics {

    /** Batches of a task, at most, and tasks, about. */
    private static final int MOST_BATCHES = 20;

    private static final int TASKS = 64;

    private Statistics() {}

    /**
     * Writes what {@code dxmi reference build} writes; of the card, only the checksum of the pictures is another.
     *
     * @throws UserError if a picture cannot be read, or {@code out} exists
     */
    static FeatureSet build(
            JavaSparkContext spark, List<Path> inputs, Path out, ReferenceEvaluation how, Progress progress) {
        StatisticsTask task = StatisticsTask.of(inputs, how);
        int count;
        try (ReferenceParts pictures = task.open()) {
            count = pictures.count();
        }
        try {
            return References.build(
                    out, how.seed(), () -> merged(spark, task, stretches(count, how.batch()), inputs, progress));
        } finally {
            Opened.closeAll(task.job());
        }
    }

    /** Whole batches, since the last digit of a feature may depend on its batch; a single picture has no covariance. */
    private static List<Stretch> stretches(int count, int batch) {
        int batches = Math.max(1, Math.min(MOST_BATCHES, count / batch / TASKS));
        List<Stretch> parts = Stretch.of(0, count, Math.max(2, batch * batches));
        int last = parts.size() - 1;
        if (last > 0 && parts.get(last).count() == 1) {
            parts.remove(last);
            Stretch longer = parts.get(last - 1);
            parts.set(last - 1, new Stretch(longer.from(), longer.count() + 1));
        }
        return parts;
    }

    private static FeatureSet merged(
            JavaSparkContext spark, StatisticsTask task, List<Stretch> parts, List<Path> inputs, Progress progress) {
        try {
            Path folder = Files.createTempDirectory("dxmi-parts");
            List<Path> files = new ArrayList<>();
            try {
                int[] done = {0};
                int all = parts.stream().mapToInt(Stretch::count).sum();
                progress.begin("features", 0, all);
                Stage.run(spark, parts, task, bytes -> {
                    Stretch part = parts.get(files.size());
                    Path file = folder.resolve(String.format(Locale.ROOT, "part-%08d.npz", files.size()));
                    files.add(file);
                    AtomicFiles.write(file, bytes);
                    done[0] += part.count();
                    progress.step("features", done[0], Map.of());
                });
                progress.end("features");
                return of(
                        inputs,
                        files.size() == 1
                                ? ReferenceFile.read(files.get(0))
                                : ReferenceFile.merge(files, task.keep(), task.seed()));
            } finally {
                for (Path file : files) Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UserError("cannot write into the folder of temporary files: " + e.getMessage(), e);
        }
    }

    private static FeatureSet of(List<Path> inputs, FeatureSet set) {
        return new FeatureSet(
                set.features(),
                set.pooled(),
                set.spatial(),
                set.kept(),
                set.inceptionScore(),
                inputs.stream().map(Path::toString).collect(Collectors.joining(", ")),
                set.sha256(),
                set.preparation(),
                set.rounding());
    }
}
