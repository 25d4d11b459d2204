package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.FitOptions;
import io.dxmi.detect.ModelRecord;
import io.dxmi.detect.Pooling;
import io.dxmi.run.Json;
import io.dxmi.samplers.run.Progress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dxmi detect fit}. */
@Command(
        name = "fit",
        description = "Trains an energy on normal samples and keeps it, with a threshold, in a model folder.",
        footer = {
            "",
            "Examples:",
            "  dxmi detect fit --data normal.csv --out model",
            "  dxmi detect fit --data all.csv --label-column state --normal ok --out model"
        })
final class DetectFit implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "The normal samples: a table (.csv), arrays (.npz, .npy, .safetensors), images in a folder, or MVTec AD's layout.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "The model folder, which must be new.")
    private Path out;

    @Mixin
    private TableArguments table;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything random (default: 0).")
    private long seed;

    @Option(
            names = "--false-positives",
            paramLabel = "SHARE",
            description = "Share of normal samples that may be flagged (default: 0.05).")
    private Double falsePositives;

    @Option(names = "--energy", paramLabel = "NAME", description = "What scores a place: ${COMPLETION-CANDIDATES} (default: kernel).")
    private ModelRecord.EnergyKind energy;

    @Option(
            names = "--pooling",
            paramLabel = "NAME",
            description = "From the places of an image to its score: ${COMPLETION-CANDIDATES} (default: max).")
    private Pooling pooling;

    @Option(
            names = "--multi-class",
            description = "One model for all categories of a folder, instead of one for each.")
    private boolean multiClass;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        FitOptions options = FitOptions.defaults(seed).withDevice(Devices.named(engine.device()));
        if (falsePositives != null) options = options.withFalsePositives(falsePositives);
        if (energy != null) options = options.withEnergy(energy);
        if (pooling != null) options = options.withPooling(pooling);
        if (multiClass) options = options.withMultiClass();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", out.toString());
        result.putAll(Detection.fit(data, out, table.choice(), options, progress));
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
