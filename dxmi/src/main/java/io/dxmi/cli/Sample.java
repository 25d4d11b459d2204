package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.sampling.PooledRows;
import io.dxmi.sampling.SampleDrawer;
import io.dxmi.sampling.Sampling;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
            "  dxmi sample runs/digits-1 -n 1000 --solver heun --steps 10 --out heun.npz",
            "  dxmi sample runs/digits-1 -n 50000 --guidance 0.5 --out images",
            "  dxmi sample runs/digits-1 -n 50000 --jobs 4 --out many.npz",
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
            names = "--guidance-scale",
            paramLabel = "S",
            defaultValue = "1",
            description = "Classifier-free guidance towards the class of each sample, in the scale of diffusers: 1 is"
                    + " the network itself, 0 no class, more than 1 exaggerates the class; it is 1 + w of Ho and"
                    + " Salimans. Twice the evaluations; for song-unet networks with classes (default:"
                    + " ${DEFAULT-VALUE}).")
    private double guidanceScale;

    @Option(
            names = "--class",
            paramLabel = "N",
            split = ",",
            description =
                    "Class of the samples, where the run has classes; several, as in 0,1,2, take turns (default: any).")
    private List<Integer> classes = List.of();

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            converter = SolverName.class,
            completionCandidates = SolverNames.class,
            description = "Draw with the run's network by another solver: ${COMPLETION-CANDIDATES} (default:"
                    + " sampler.kind of the run). ddpm in the run's own number of steps is the trained sampler.")
    private SamplerKind solver;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the solver (default: sampler.steps of the run). Another number needs a network that"
                    + " was pre-trained on all noise levels, as with every schedule but geometric.")
    private Integer steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "Samples drawn at a time; fewer take less memory (default: ${DEFAULT-VALUE}, which is the most).")
    private int batch;

    @Option(
            names = "--noise-out",
            paramLabel = "FILE",
            description =
                    "New .npz file of the first states, the noise of every step and the classes: the inputs of the"
                            + " sampler that 'dxmi export --format onnx' writes.")
    private Path noise;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private JobsArguments jobs;

    @Mixin
    private EngineArguments engine;

    private WorkerPool pool;

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Sampling sampling = new Sampling(
                run,
                number,
                seed,
                Optional.ofNullable(out),
                guidance,
                classes,
                Optional.ofNullable(solver),
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                batch,
                checkpoint.choice(),
                guidanceScale);
        if (jobs.isWorker()) {
            try (SampleDrawer drawer = SampleDrawer.open(sampling, Devices.named(engine.device()))) {
                return JobsArguments.work(new StopFlag(), true, PooledRows.work(drawer, batch));
            }
        }
        if (noise != null) sampling.requireNoiseFile(noise);
        StopFlag stop = new StopFlag();
        Optional<Sampling.Result> done = draw(sampling, stop);
        if (done.isEmpty()) return stopped(stop);
        Sampling.Result drawn = done.get();
        if (noise != null) sampling.writeNoise(noise, Devices.named(engine.device()));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", drawn.preset());
        result.put("seed", seed);
        result.put("checkpoint", drawn.checkpoint().toString());
        if (guidance != 0) result.put("guidance", guidance);
        if (guidanceScale != 1) result.put("guidance_scale", guidanceScale);
        if (!classes.isEmpty()) result.put("classes", classes);
        if (solver != null) result.put("solver", solver.toString());
        if (steps != null) result.put("steps", steps);
        result.put("samples", number);
        if (drawn.before() > 0) result.put("from_before", drawn.before());
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("samples", drawn.file().toString());
        if (noise != null) paths.put("noise", noise.toString());
        result.put("paths", paths);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private Optional<Sampling.Result> draw(Sampling sampling, StopFlag stop) {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = quiet ? Progress.NONE : Consoles.progress(err);
        if (!jobs.areSeveral()) return Optional.of(sampling.draw(Devices.named(engine.device()), progress));
        Signals.handOver(stop, err, "all workers");
        return sampling.draw(
                outline -> {
                    long rows = (long) batch * outline.dimensions() * Float.BYTES;
                    pool = jobs.pool(spec, 3 * outline.checkpoint().toFile().length() + 8 * rows, stop);
                    return new PooledRows(pool, number, batch, outline.dimensions());
                },
                progress);
    }

    private int stopped(StopFlag stop) {
        if (stop.requested()) {
            spec.commandLine().getErr().println("dxmi: stopped; the same command draws what is missing");
        }
        return pool.exitCode();
    }

    /** The solver of a name. */
    static final class SolverName implements ITypeConverter<SamplerKind> {
        @Override
        public SamplerKind convert(String name) {
            try {
                return SamplerKind.named(name);
            } catch (UserError e) {
                throw new TypeConversionException(e.getMessage().replaceFirst("^solver ", ""));
            }
        }
    }

    /** The names of all solvers, for help and completion. */
    static final class SolverNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(SamplerKind.values())
                    .map(SamplerKind::toString)
                    .iterator();
        }
    }
}
