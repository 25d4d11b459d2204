package io.dxmi.cli;

import io.dxmi.sampling.SampleStore;
import io.dxmi.Json;
import io.dxmi.runs.Runs;
import io.dxmi.runs.folder.Checkpoints;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;
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
        footer = {
            "",
            "A process that was stopped is continued by the same command.",
            "",
            "Examples:",
            "  dxmi sample runs/8gaussians-1 -n 5000 --out samples.csv",
            "  dxmi sample runs/digits-1 -n 50000 --guidance 0.5 --out images",
            "  dxmi sample runs/imagenet64-T4-1 -n 1000 --class 207,281 --out animals"
        })
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
            description = "New file: .csv, .npz, .safetensors, or for images .png (a grid) or a folder of PNG files"
                    + " (default: samples-seed<seed>.csv in the run folder, replaced if it is there).")
    private Path out;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            defaultValue = "0",
            description = "Weight of the value's gradient in every step; positive goes downhill in energy (default:"
                    + " ${DEFAULT-VALUE}).")
    private double guidance;

    @Option(
            names = "--class",
            paramLabel = "N",
            split = ",",
            description =
                    "Class of the samples, where the run has classes; several, as in 0,1,2, take turns (default: any).")
    private int[] classes = {};

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "Samples drawn at a time; fewer take less memory (default: ${DEFAULT-VALUE}, which is the most).")
    private int batch;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        if (number < 1) throw new UserError("--number must be at least 1, got " + number);
        if (batch < 1 || batch > Trained.BATCH) {
            throw new UserError("--batch must be within 1 and " + Trained.BATCH + ", got " + batch);
        }
        if (!Double.isFinite(guidance)) throw new UserError("--guidance must be a finite number, got " + guidance);
        if (out != null && Files.isRegularFile(out)) {
            throw new UserError("--out " + out + " exists; expected a new file");
        }
        long started = System.nanoTime();
        try (Runs opened = Runs.open(run, Devices.named(engine.device()));
                Trained guided = guidance == 0 ? null : opened.guided(run, guidance)) {
            opened.requireClasses(classes);
            Trained trained = guided == null ? opened.trained() : guided;
            Path file = out == null ? run.resolve("samples-seed" + seed + ".csv") : out;
            long before;
            try (SampleStore store = SampleStore.open(file, what(), number, trained.sampleShape())) {
                before = Math.min(number, store.done());
                draw(trained, store, before);
                store.finish();
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("preset", opened.config().name());
            result.put("seed", seed);
            if (guidance != 0) result.put("guidance", guidance);
            if (classes.length > 0) result.put("classes", classes);
            result.put("samples", number);
            if (before > 0) result.put("from_before", before);
            result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
            result.put("paths", Map.of("samples", file.toString()));
            spec.commandLine().getOut().println(Json.line(result));
        }
        return 0;
    }

    private void draw(Trained trained, SampleStore store, long before) {
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        progress.begin("sample", before, number);
        for (long at = before; at < number; at += batch) {
            int n = (int) Math.min(batch, number - at);
            store.add(trained.sample(seed, at, n, classes, Progress.NONE));
            progress.step("sample", at + n, Map.of());
        }
        progress.end("sample");
    }

    /** What the samples depend on: only such as have all of it in common may lie in one file. */
    private String what() {
        Path checkpoint = Checkpoints.latestOf(run);
        try {
            CRC32 crc = new CRC32();
            try (InputStream in = Files.newInputStream(checkpoint)) {
                byte[] block = new byte[1 << 16];
                for (int n = in.read(block); n >= 0; n = in.read(block)) crc.update(block, 0, n);
            }
            return "checkpoint " + checkpoint.getFileName() + " (" + Long.toHexString(crc.getValue()) + "), seed "
                    + seed + ", guidance " + guidance
                    + (classes.length == 0 ? "" : ", classes " + Arrays.toString(classes));
        } catch (IOException e) {
            throw new UserError("cannot read " + checkpoint + ": " + e.getMessage(), e);
        }
    }
}
