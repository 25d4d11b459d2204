package io.dxmi.cli;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.experiment.Runs;
import io.dxmi.run.Json;
import io.dxmi.run.RunFolder;
import io.dxmi.samplers.data.PointsCsv;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        description = "Measures a run, or a file of samples, against data that training never saw.",
        footer = {
            "",
            "Examples:",
            "  dxmi evaluate runs/8gaussians-1",
            "  dxmi evaluate samples.csv --against 8gaussians"
        })
final class Evaluate implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN | SAMPLES",
            description = "A run folder, whose pictures are drawn again; or a CSV file with one sample a row.")
    private Path subject;

    @Option(
            names = "--against",
            paramLabel = "PRESET | RUN",
            description = "For a file of samples: whose data and whose way to measure.")
    private String against;

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
        boolean samples = Files.isRegularFile(subject);
        if (samples == (against == null)) {
            throw new UserError(
                    samples
                            ? "expected --against PRESET or RUN beside the samples in " + subject + ", got neither"
                            : "--against is for a file of samples, but there is no such file: " + subject);
        }
        Config config = samples ? yardstick() : RunFolder.config(subject);
        Device device = Devices.named(engine.device());
        Map<String, Object> measured = samples
                ? Map.of("metrics", Runs.measure(config, PointsCsv.read(subject), device, progress))
                : evaluate(device, progress);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", config.name());
        result.put("seed", config.seed());
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.putAll(measured);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private Map<String, Object> evaluate(Device device, Progress progress) {
        try (Runs run = Runs.open(subject, device)) {
            return run.evaluate(subject, subject, progress);
        }
    }

    private Config yardstick() {
        Path run = Path.of(against);
        return Files.isDirectory(run) ? RunFolder.config(run) : ConfigLoader.preset(against, List.of());
    }
}
