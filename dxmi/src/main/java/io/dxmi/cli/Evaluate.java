package io.dxmi.cli;

import ai.djl.Device;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.eval.reference.Metric;
import io.dxmi.evaluation.MeasuredFiles;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.RunEvaluation;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.PointsCsv;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.trained.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi evaluate}. */
@Command(
        name = "evaluate",
        description = "Measures a run, or samples, against data that training never saw or against a reference.",
        footer = {
            "",
            "Examples:",
            "  dxmi evaluate runs/8gaussians-1",
            "  dxmi evaluate samples.csv --against 8gaussians",
            "  dxmi evaluate samples/ --reference cifar.npz --extractor inception-2015-12-05.pt"
        })
final class Evaluate implements Callable<Integer> {

    /** Samples of a run that are drawn as a page. */
    private static final int SHOWN = 100;

    private static final int COLUMNS = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN | SAMPLES",
            description = "A run folder, whose pictures are drawn again; or samples: images in a folder, .zip, .npz or"
                    + " .safetensors, points in .csv, .npz, .npy or .safetensors.")
    private Path subject;

    @Option(
            names = "--against",
            paramLabel = "PRESET | RUN",
            description = "For a file of samples: whose data and whose way to measure.")
    private String against;

    @Option(
            names = "--reference",
            paramLabel = "REF",
            description = "What to compare with: a file of 'dxmi reference build', a .npz with mu and sigma, or real"
                    + " images or points as they are.")
    private Path reference;

    @Option(
            names = "--training",
            paramLabel = "IMAGES",
            description = "Where the nearest neighbours of samples are looked for (default: a run's own training"
                    + " images, or the reference, if it is images). neighbours.png shows 16 samples, chosen by --seed"
                    + " among all.")
    private Path training;

    @Option(
            names = "--metrics",
            paramLabel = "LIST",
            description =
                    "Some of fid,sfid,kid,pr,dc,is,sw,w, each of which must be computable (default: all that are).")
    private String metrics;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where card.json and pictures are written (default: SAMPLES-evaluation, or of a run"
                    + " RUN/evaluation-REF, beside the run's own card).")
    private Path out;

    @Mixin
    private MeasureArguments measure;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private EngineArguments engine;

    /** What the result says about the run that was opened. */
    private final Map<String, Object> opened = new LinkedHashMap<>();

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        if (reference != null) return measured(progress, started);
        for (String option : MeasureArguments.given(spec)) {
            if (MeasureArguments.FOR_REFERENCE.contains(option)) {
                throw new UserError("expected --reference REF beside " + option + ", got none");
            }
        }
        boolean samples = Files.isRegularFile(subject);
        if (samples) requireNoCheckpoint();
        if (samples == (against == null)) {
            throw new UserError(
                    samples
                            ? "expected --reference REF, or --against PRESET or RUN, beside the samples in " + subject
                                    + ", got neither"
                            : "--against is for a file of samples, but there is no such file: " + subject);
        }
        Config config = samples ? yardstick() : RunFolder.config(subject);
        Device device = Devices.named(engine.device());
        Map<String, Object> measured = samples
                ? RunEvaluation.of(config, PointsCsv.read(subject), device, progress)
                : evaluate(device, progress);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", config.name());
        result.put("seed", config.seed());
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.putAll(opened);
        result.putAll(measured);
        if (!quiet && measured.containsKey("note")) {
            spec.commandLine().getErr().println("note: " + measured.get("note"));
        }
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private int measured(Progress progress, long started) {
        if (against != null) throw new UserError("expected --against or --reference, got both");
        if (!Files.exists(subject)) throw new UserError(subject + ": no such file or folder");
        if (!Files.exists(reference)) throw new UserError("--reference " + reference + ": no such file or folder");
        if (training != null && !Files.exists(training)) {
            throw new UserError("--training " + training + ": no such file or folder");
        }
        ReferenceEvaluation measuring = measure.measuring(
                Optional.ofNullable(metrics).map(Metric::of),
                Optional.ofNullable(training),
                MeasureArguments.given(spec),
                engine.device());
        boolean run = Files.isRegularFile(subject.resolve("config.yaml"));
        if (!run) requireNoCheckpoint();
        Path folder = folder(run);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError("--out " + folder + ": expected a folder, but it is a file");
        }
        Map<String, Path> pictures = new LinkedHashMap<>();
        ReferenceEvaluation.Result measured =
                run ? measureRun(measuring, folder, pictures, progress) : measuring.files(subject, reference, progress);
        List<String> skipped = measure.skipped().reasons();
        Map<String, Object> result =
                new LinkedHashMap<>(MeasuredFiles.write(measured, skipped.size(), folder, pictures));
        result.putAll(opened);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        if (!quiet) MeasuredFiles.print(measured, skipped, spec.commandLine().getErr());
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private void requireNoCheckpoint() {
        if (checkpoint.choice().isLast()) return;
        throw new UserError("--checkpoint is for a run, got the samples in " + subject);
    }

    private ReferenceEvaluation.Result measureRun(
            ReferenceEvaluation measuring, Path folder, Map<String, Path> pictures, Progress progress) {
        try (OpenRun run = OpenRun.open(subject, checkpoint.choice(), Devices.named(engine.device()))) {
            opened.put("checkpoint", run.checkpoint().toString());
            Trained trained = run.trained();
            float[][] drawn = new float[1][];
            Supplier<float[]> samples = () -> drawn[0] = trained.sample(measure.seed(), 0, measure.drawn(), progress);
            long[] shape = trained.sampleShape();
            String name = subject + " (run seed " + run.config().seed() + ", drawn with seed " + measure.seed() + ")";
            ReferenceEvaluation.Result result =
                    measuring.memory(name, measure.drawn(), samples, shape, learned(run), reference, progress);
            if (shape.length == 3) {
                int shown = Math.min(SHOWN, measure.drawn());
                Path file = folder.resolve("samples.png");
                new ImageGrid(
                                Arrays.copyOf(drawn[0], shown * trained.dimensions()),
                                shown,
                                (int) shape[0],
                                (int) shape[1],
                                (int) shape[2])
                        .write(file, COLUMNS);
                pictures.put("samples", file);
            }
            return result;
        }
    }

    /** A run that was taken away from its data is measured all the same, without neighbours. */
    private Optional<ImageSource> learned(OpenRun run) {
        try {
            return RunEvaluation.trainingPictures(run);
        } catch (UserError gone) {
            spec.commandLine().getErr().println("dxmi: no neighbours are drawn: " + gone.getMessage());
            return Optional.empty();
        }
    }

    /** A run's own card, of 'evaluate RUN', lies in its folder: others lie beside it, one folder a reference. */
    private Path folder(boolean run) {
        if (out != null) return out;
        if (run)
            return subject.resolve(
                    "evaluation-" + stem(reference) + checkpoint.choice().suffix());
        return subject.toAbsolutePath().normalize().resolveSibling(stem(subject) + "-evaluation");
    }

    private static String stem(Path file) {
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        return name.replaceFirst("\\.(zip|npz|npy|csv|txt|tsv|safetensors)$", "");
    }

    private Map<String, Object> evaluate(Device device, Progress progress) {
        try (OpenRun run = OpenRun.open(subject, checkpoint.choice(), device)) {
            boolean last = checkpoint.choice().isLast();
            Path folder = last
                    ? subject
                    : subject.resolve("evaluation" + checkpoint.choice().suffix());
            opened.put("checkpoint", run.checkpoint().toString());
            return RunEvaluation.of(run, subject, folder, progress);
        }
    }

    private Config yardstick() {
        Path run = Path.of(against);
        return Files.isDirectory(run) ? RunFolder.config(run) : ConfigLoader.preset(against, List.of());
    }
}
