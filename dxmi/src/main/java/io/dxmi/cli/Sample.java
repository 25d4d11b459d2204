package io.dxmi.cli;

import io.dxmi.experiment.Runs;
import io.dxmi.experiment.Trained;
import io.dxmi.run.Json;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi sample}. */
@Command(
        name = "sample",
        description = "Draws samples from a run's sampler. Sample i of a seed is the same however many are drawn.",
        footer = {"", "Example:", "  dxmi sample runs/8gaussians-1 -n 5000 --out samples.csv"})
final class Sample implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder.")
    private Path run;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int number;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "New file: .csv, .safetensors, or .png for images"
                    + " (default: samples-seed<seed>.csv in the run folder, replaced if it is there).")
    private Path out;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        if (number < 1) throw new UserError("--number must be at least 1, got " + number);
        if (out != null && Files.exists(out)) throw new UserError("--out " + out + " exists; expected a new file");
        long started = System.nanoTime();
        try (Runs opened = Runs.open(run, Devices.named(engine.device()))) {
            Trained trained = opened.trained();
            Path file = out == null ? run.resolve("samples-seed" + seed + ".csv") : out;
            SampleFile format = SampleFile.of(file, trained.sampleShape());
            Progress progress =
                    quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
            format.write(file, trained.sample(seed, 0, number, progress), number, trained.sampleShape());

            Map<String, Object> result = new LinkedHashMap<>();
            result.put("preset", opened.config().name());
            result.put("seed", seed);
            result.put("samples", number);
            result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
            result.put("paths", Map.of("samples", file.toString()));
            spec.commandLine().getOut().println(Json.line(result));
        }
        return 0;
    }
}
