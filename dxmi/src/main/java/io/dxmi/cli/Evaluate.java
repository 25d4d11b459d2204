package io.dxmi.cli;

import ai.djl.Device;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.Metric;
import io.dxmi.evaluation.MeasuredFiles;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.Outcome;
import io.dxmi.runs.RunEvaluation;
import io.dxmi.runs.SampleEvaluation;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Devices;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    private TrustArguments trust;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
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
        RunMeasurement measured = samples
                ? RunEvaluation.of(config, PointFiles.read(subject), device, progress)
                : evaluate(device, progress);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (!quiet) Outcome.lines(config, measured).forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getOut().println(Json.line(RunJson.of(config.name(), config.seed(), seconds, measured)));
        return 0;
    }

    private int measured(Progress progress, long started) {
        if (against != null) throw new UserError("expected --against or --reference, got both");
        ReferenceEvaluation how = measure.measuring(
                spec, Optional.ofNullable(metrics).map(Metric::of), Optional.ofNullable(training), engine.device());
        if (measure.isWorker()) return measure.work(how, subject);
        if (measure.hasWorkers() && Files.isRegularFile(subject.resolve("config.yaml"))) {
            throw new UserError("--jobs is for samples in files, got the run " + subject
                    + "; draw them first: dxmi sample " + subject + " --jobs J --out FOLDER");
        }
        PrintWriter err = spec.commandLine().getErr();
        SampleEvaluation.Written written = new SampleEvaluation(
                        subject, reference, Optional.ofNullable(out), how, measure.drawn(), checkpoint.choice())
                .run(progress, note -> err.println("dxmi: " + note));
        Map<String, Object> result = new LinkedHashMap<>(written.card());
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        if (!quiet) MeasuredFiles.print(written.measured(), measure.skipped().reasons(), err);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private void requireNoCheckpoint() {
        if (checkpoint.choice().isLast()) return;
        throw new UserError("--checkpoint is for a run, got the samples in " + subject);
    }

    private RunMeasurement evaluate(Device device, Progress progress) {
        try (OpenRun run = OpenRun.open(subject, checkpoint.choice(), device)) {
            CheckpointChoice choice = checkpoint.choice();
            Path folder = choice.isLast() ? subject : subject.resolve("evaluation" + choice.suffix());
            return RunEvaluation.of(run, subject, folder, progress);
        }
    }

    private Config yardstick() {
        Path run = Path.of(against);
        return Files.isDirectory(run) ? RunFolder.config(run) : ConfigLoader.preset(against, List.of());
    }
}
