package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Device;
import io.dxmi.config.GameConfig;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Samples to draw from a run. Sample i of a seed is the same however many are drawn.
 *
 * @param run a run folder
 * @param number how many
 * @param seed of the noise
 * @param out the new file, or a folder for images; empty for {@code samples-seed<seed>.csv} in the run folder, {@code samples-seed<seed>-best.csv} of the best checkpoint
 * @param guidance weight of the value's gradient in every step; positive goes downhill in energy
 * @param classes sample i is of class {@code classes[i % size]}; empty for any
 * @param solver empty for the run's own sampler
 * @param steps of the solver; empty for the run's own number
 * @param batch samples drawn at a time, at most {@link Trained#BATCH}
 * @param checkpoint of the run
 * @param guidanceScale of classifier-free guidance; 1 for none
 */
public record Sampling(
        Path run,
        int number,
        long seed,
        Optional<Path> out,
        double guidance,
        List<Integer> classes,
        Optional<SamplerKind> solver,
        OptionalInt steps,
        int batch,
        CheckpointChoice checkpoint,
        double guidanceScale) {

    /** What was drawn: the file, from which checkpoint, and how many of the samples an earlier call had drawn. */
    public record Result(String preset, Path file, Path checkpoint, long before) {}

    /** @throws UserError if an argument is out of its range, or if the file exists */
    public Sampling {
        classes = List.copyOf(classes);
        if (number < 1) throw new UserError(parameter("number") + " must be at least 1, got " + number);
        if (batch < 1 || batch > Trained.BATCH) {
            throw new UserError(parameter("batch") + " must be within 1 and " + Trained.BATCH + ", got " + batch);
        }
        if (!Double.isFinite(guidance)) {
            throw new UserError(parameter("guidance") + " must be a finite number, got " + guidance);
        }
        if (!Double.isFinite(guidanceScale)) {
            throw new UserError(parameter("guidance-scale") + " must be a finite number, got " + guidanceScale);
        }
        if (guidance != 0 && guidanceScale != 1) {
            throw new UserError(
                    parameter("guidance-scale") + " goes with no " + parameter("guidance") + "; expected one of them");
        }
        if (guidance != 0 && (solver.isPresent() || steps.isPresent())) {
            throw new UserError(parameter("guidance") + " changes the steps of the trained sampler; expected no "
                    + parameter("solver") + " and no " + parameter("steps") + " beside it");
        }
        if (out.isPresent() && Files.isRegularFile(out.get())) {
            throw new UserError(parameter("out") + " " + out.get() + " exists; expected a new file");
        }
    }

    /** So many samples of the run's own sampler in its folder. */
    public static Sampling of(Path run, int number, long seed) {
        return new Sampling(
                run,
                number,
                seed,
                Optional.empty(),
                0,
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                Trained.BATCH,
                CheckpointChoice.LAST,
                1);
    }

    /**
     * Draws what is missing.
     *
     * @throws UserError if the run does not open or does not allow this, or if the file cannot be written
     */
    public Result draw(Device device, Progress progress) {
        requireNoise();
        try (SampleDrawer drawer = SampleDrawer.open(this, device)) {
            return store(drawer.outline(), (from, sink) -> here(drawer, from, sink), progress)
                    .orElseThrow();
        }
    }

    /**
     * As {@link #draw(Device, Progress)}, drawn elsewhere; this process starts no engine.
     *
     * @return empty if it was stopped; what was drawn is kept
     */
    public Optional<Result> draw(Function<OpenRun.Outline, SampleRows> elsewhere, Progress progress) {
        requireNoise();
        OpenRun.Outline outline = OpenRun.outline(run, checkpoint);
        return store(outline, elsewhere.apply(outline), progress);
    }

    /**
     * Requires that {@link #writeNoise} can write a file.
     *
     * @throws UserError if it exists or does not end in .npz, or the run draws no samples from noise
     */
    public void requireNoiseFile(Path file) {
        requireNoise();
        if (guidance != 0 || guidanceScale != 1 || solver.isPresent() || steps.isPresent()) {
            throw new UserError(parameter("noise-out")
                    + " is for the run's own sampler, which 'dxmi export' writes; expected no " + parameter("guidance")
                    + ", " + parameter("guidance-scale") + ", " + parameter("solver") + " and " + parameter("steps")
                    + " beside it");
        }
        if (RunFolder.config(run).game() instanceof GameConfig.Chains) {
            throw new UserError("the samples of " + run + " are chains on the energy, with no sampler to take "
                    + parameter("noise-out"));
        }
        if (out.isPresent()
                && out.get()
                        .toAbsolutePath()
                        .normalize()
                        .equals(file.toAbsolutePath().normalize())) {
            throw new UserError(
                    parameter("noise-out") + " " + file + " is also " + parameter("out") + "; expected another file");
        }
        if (!file.toString().endsWith(".npz") || Files.exists(file)) {
            throw new UserError(parameter("noise-out") + " " + file
                    + (Files.exists(file) ? " exists; expected a new file" : ": expected a file that ends in .npz"));
        }
    }

    /** Writes the noise that the samples are drawn from ({@link SampleDrawer#writeNoise}). */
    public void writeNoise(Path file, Device device) {
        try (SampleDrawer drawer = SampleDrawer.open(this, device)) {
            drawer.writeNoise(file);
        }
    }

    private void requireNoise() {
        if (RunFolder.config(run).game() instanceof GameConfig.Transport) {
            throw new UserError(run + " is a transport: it translates data and draws no samples from noise; use dxmi"
                    + " translate " + run + " INPUT " + parameter("out") + " FILE");
        }
    }

    private Optional<Result> store(OpenRun.Outline outline, SampleRows rows, Progress progress) {
        Path file = out.orElseGet(() -> run.resolve("samples-seed" + seed + checkpoint.suffix() + ".csv"));
        try (SampleStore store =
                SampleStore.open(file, source(outline.checkpoint()), number, outline.sampleShape(), batch)) {
            long before = Math.min(number, store.done());
            if (!fill(store, before, rows, outline.dimensions(), progress)) return Optional.empty();
            return Optional.of(new Result(outline.config().name(), file, outline.checkpoint(), before));
        }
    }

    private boolean here(SampleDrawer drawer, long from, Consumer<float[]> sink) {
        for (long at = from; at < number; at += batch) sink.accept(drawer.rows(at, batch));
        return true;
    }

    private boolean fill(SampleStore store, long before, SampleRows rows, int values, Progress progress) {
        long[] kept = {before};
        try {
            progress.begin("sample", before, number);
            boolean all = rows.draw(before, samples -> {
                store.add(samples);
                kept[0] += samples.length / values;
                progress.step("sample", kept[0], Map.of());
            });
            if (!all) return false;
            progress.end("sample");
            store.finish();
            return true;
        } catch (WriteFailed e) {
            throw e.keeping(kept[0] + " of " + number + " samples");
        }
    }

    /** What the samples depend on: only samples that agree in all of it may lie in one file. */
    private String source(Path checkpoint) {
        return "checkpoint " + named(checkpoint) + ", seed " + seed + ", guidance " + guidance
                + (classes.isEmpty() ? "" : ", classes " + classes)
                + (guidanceScale == 1 ? "" : ", guidance scale " + guidanceScale)
                + solver.map(kind -> ", solver " + kind).orElse("")
                + (steps.isEmpty() ? "" : ", steps " + steps.getAsInt());
    }

    /** A file's name and checksum. */
    static String named(Path file) {
        try {
            CRC32 crc = new CRC32();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] block = new byte[1 << 16];
                for (int n = in.read(block); n >= 0; n = in.read(block)) crc.update(block, 0, n);
            }
            return file.getFileName() + " (" + Long.toHexString(crc.getValue()) + ")";
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
