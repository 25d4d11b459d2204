package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.detect.Detection;
import io.dxmi.runs.CsvExport;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.tensorboard.TensorBoardFile;
import io.dxmi.trained.NetworkExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi export}. */
@Command(
        name = "export",
        description = "Writes a run's sampler and energy, its curves, or a detector for use without this toolkit.",
        footer = {
            "",
            "TorchScript: sampler.pt has forward(seed, count), two int64 tensors of one element, and sample(seed,"
                    + " first,",
            "count) of whole numbers; both give the samples of 'dxmi sample --seed'. energy.pt has forward(x). Where"
                    + " the run",
            "has classes, all take int64 labels last. Of a transport, sampler.pt has forward(x, z) with unit noise z of x's",
            "shape, or forward(x) with game.from=0. Python, C++ and DJL load them. Safetensors: the weights under"
                    + " the names",
            "of the network's own checkpoints. ONNX: sampler.onnx takes x_0 and the noise of every step, which 'dxmi"
                    + " sample",
            "--noise-out' writes for a seed, and gives the samples; energy.onnx takes x. Of a model folder of 'detect fit',",
            "detector.onnx gives score, p-value and flag. TensorBoard: scalars, pictures of samples and histograms of energies as"
                    + " an",
            "event file. CSV: the rows of metrics.jsonl as metrics.csv.",
            "",
            "Example:",
            "  dxmi export runs/digits-1 --format torchscript --out digits",
            "  dxmi export runs/digits-1 --format onnx",
            "  dxmi export model --format onnx --out detector",
            "  dxmi export runs/digits-1 --format tensorboard --out logs/digits-1"
        })
final class Export implements Callable<Integer> {

    private enum Format {
        torchscript,
        onnx,
        safetensors,
        tensorboard,
        csv
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrustArguments trust;

    @Parameters(paramLabel = "RUN", description = "A run folder, or for ONNX a model folder of 'detect fit'.")
    private Path run;

    @Option(names = "--format", paramLabel = "NAME", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Where to (default: in the run folder export, or tensorboard for that format); files of the same"
                            + " names are replaced.")
    private Path out;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
        Path folder = out == null ? beside() : out;
        NetworkExport.requireFolder(folder);
        if (!FirstWeights.isRun(run) && Detection.isModel(run)) return detector(folder);
        if (format == Format.tensorboard || format == Format.csv) return rows(folder);
        try (OpenRun opened = OpenRun.open(run, checkpoint.choice(), Devices.named(engine.device()))) {
            NetworkExport export = opened.trained().export();
            Map<String, Path> files =
                    switch (format) {
                        case torchscript -> export.torchScript(folder);
                        case onnx -> export.onnx(folder, notes(opened));
                        default -> export.safetensors(folder);
                    };
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("preset", opened.config().name());
            result.put("format", format.name());
            result.put("checkpoint", opened.checkpoint().toString());
            result.put("steps", opened.trained().steps());
            result.put("sample_shape", opened.trained().sampleShape());
            result.put("paths", texts(files));
            spec.commandLine().getOut().println(Json.line(result));
        }
        return 0;
    }

    /** In the folder of a run or model, and beside a model that is one file. */
    private Path beside() {
        if (!Files.isRegularFile(run)) return run.resolve(standard());
        return run.resolveSibling(run.getFileName() + "-" + standard());
    }

    /** What an exported file says of the run. */
    private Map<String, String> notes(OpenRun opened) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("preset", opened.config().name());
        notes.put("run", run.toAbsolutePath().normalize().getFileName().toString());
        notes.put("checkpoint", opened.checkpoint().getFileName().toString());
        notes.put("solver", opened.config().sampler().kind().toString());
        notes.put(
                "prediction", opened.config().sampler().prediction().toString().toLowerCase(Locale.ROOT));
        return notes;
    }

    private static Map<String, Object> texts(Map<String, Path> files) {
        Map<String, Object> texts = new LinkedHashMap<>();
        files.forEach((what, file) -> texts.put(what, file.toString()));
        return texts;
    }

    private int detector(Path folder) {
        if (format != Format.onnx) {
            throw new UserError(run + " is a model of 'dxmi detect fit'; expected --format onnx, got " + format);
        }
        if (!checkpoint.choice().isLast())
            throw new UserError("--checkpoint is for runs, but " + run + " is a detector");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("format", format.name());
        result.put("paths", texts(Detection.exportOnnx(run, folder)));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private String standard() {
        return format == Format.tensorboard
                ? "tensorboard"
                : "export" + checkpoint.choice().suffix();
    }

    /** Exports what the run logged, for which no network is opened. */
    private int rows(Path folder) {
        if (!checkpoint.choice().isLast()) {
            throw new UserError("--checkpoint is for networks, but --format " + format + " writes all rows of the run");
        }
        Config config = RunFolder.config(run);
        Path file = format == Format.csv ? CsvExport.write(run, folder) : TensorBoardFile.export(run, folder);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", config.name());
        result.put("format", format.name());
        result.put("paths", Map.of(format == Format.csv ? "metrics" : "events", file.toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
