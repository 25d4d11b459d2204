package io.dxmi.runs;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.evaluation.MeasuredFiles;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.tensor.WriteLock;
import io.dxmi.trained.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Measures a run, or a file or folder of samples, against a reference, and writes a folder with {@code card.json} and
 * pictures.
 *
 * @param subject a run's folder, or samples
 * @param reference statistics, or images or points as they are
 * @param out where to write; empty for {@code SAMPLES-evaluation}, or of a run {@code RUN/evaluation-REF}, beside the run's
 *     own card
 * @param how what is measured, and on which device
 * @param drawn samples that a run draws
 * @param checkpoint of a run; not read for samples
 */
public record SampleEvaluation(
        Path subject,
        Path reference,
        Optional<Path> out,
        ReferenceEvaluation how,
        int drawn,
        CheckpointChoice checkpoint) {

    /** Samples of a run that are drawn as a page. */
    private static final int SHOWN = 100;

    private static final int COLUMNS = 10;

    /** What was measured, and the same as written into {@code card.json}. */
    public record Written(ReferenceEvaluation.Result measured, Map<String, Object> card) {}

    /**
     * Measures and writes.
     *
     * @param notes takes a sentence if the nearest neighbours of samples cannot be shown
     * @throws UserError if an input is missing or cannot be measured, or another process writes the folder
     */
    public Written run(Progress progress, Consumer<String> notes) {
        requireExists("", subject);
        requireExists(parameter("reference") + " ", reference);
        how.training().ifPresent(training -> requireExists(parameter("training") + " ", training));
        Path folder = folder();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(parameter("out") + " " + folder + ": expected a folder, but it is a file");
        }
        return WriteLock.name(folder).during(() -> {
            Map<String, Path> pictures = new LinkedHashMap<>();
            ReferenceEvaluation.Result measured =
                    isRun() ? ofRun(folder, pictures, progress, notes) : how.files(subject, reference, progress);
            int skipped = how.skipped().map(s -> s.reasons().size()).orElse(0);
            return new Written(measured, MeasuredFiles.write(measured, skipped, folder, pictures));
        });
    }

    private static void requireExists(String what, Path path) {
        if (!Files.exists(path)) throw new UserError(what + path + ": no such file or folder");
    }

    private boolean isRun() {
        return Files.isRegularFile(subject.resolve("config.yaml"));
    }

    private ReferenceEvaluation.Result ofRun(
            Path folder, Map<String, Path> pictures, Progress progress, Consumer<String> notes) {
        try (OpenRun run = OpenRun.open(subject, checkpoint, how.device())) {
            Trained trained = run.trained();
            float[][] values = new float[1][];
            Supplier<float[]> samples = () -> values[0] = trained.sample(how.seed(), 0, drawn, progress);
            long[] shape = trained.sampleShape();
            String name = subject + " (run seed " + run.config().seed() + ", "
                    + run.checkpoint().getFileName() + ", drawn with seed " + how.seed() + ")";
            ReferenceEvaluation.Result result =
                    how.memory(name, drawn, samples, shape, learned(run, notes), reference, progress);
            if (shape.length == 3) {
                Path file = folder.resolve("samples.png");
                page(values[0], Math.min(SHOWN, drawn), shape).write(file, COLUMNS);
                pictures.put("samples", file);
            }
            return result;
        }
    }

    private static ImageGrid page(float[] values, int count, long[] shape) {
        int channels = (int) shape[0];
        int height = (int) shape[1];
        int width = (int) shape[2];
        float[] shown = Arrays.copyOf(values, count * channels * height * width);
        return new ImageGrid(shown, count, channels, height, width);
    }

    /** A run that was taken away from its data is measured all the same, without neighbours. */
    private static Optional<ImageSource> learned(OpenRun run, Consumer<String> notes) {
        try {
            return RunEvaluation.trainingPictures(run);
        } catch (UserError gone) {
            notes.accept("no neighbours are drawn: " + gone.getMessage());
            return Optional.empty();
        }
    }

    /** A run's own card, of {@link RunEvaluation}, lies in its folder: others lie beside it, one folder a reference. */
    private Path folder() {
        if (out.isPresent()) return out.get();
        if (isRun()) return subject.resolve("evaluation-" + stem(reference) + checkpoint.suffix());
        return subject.toAbsolutePath().normalize().resolveSibling(stem(subject) + "-evaluation");
    }

    private static String stem(Path file) {
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        return name.replaceFirst("\\.(zip|npz|npy|csv|txt|tsv|safetensors)$", "");
    }
}
