package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.sampling.PooledRows;
import io.dxmi.sampling.SampleDrawer;
import io.dxmi.sampling.Sampling;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
        footer = {
            "",
            "A process that was stopped is continued by the same command.",
            "",
            "Examples:",
            "  dxmi sample runs/8gaussians-1 -n 5000 --out samples.csv",
            "  dxmi sample runs/digits-1 -n 1000 --solver heun --steps 10 --out heun.npz",
            "  dxmi sample runs/digits-1 -n 50000 --guidance 0.5 --out images",
            "  dxmi sample runs/digits-1 -n 50000 --jobs 4 --out many.npz",
            "  dxmi sample runs/animals-1 -n 1000 --class 207,281 --out animals"
        })
final class Sample implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "New file: .csv, .npz, .safetensors, or for images .png (a grid) or a folder of PNG files"
                    + " (default: samples-seed<seed>.csv in the run folder, replaced if it is there).")
    private Path out;

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
    private SamplingArguments arguments;

    @Mixin
    private JobsArguments jobs;

    @Mixin
    private EngineArguments engine;

    private WorkerPool pool;

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Sampling sampling = arguments.sampling(run, Optional.ofNullable(out));
        if (jobs.isWorker()) {
            try (SampleDrawer drawer = SampleDrawer.open(sampling, Devices.named(engine.device()))) {
                return JobsArguments.work(new StopFlag(), true, PooledRows.work(drawer, sampling.batch()));
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
        result.put("seed", sampling.seed());
        result.put("checkpoint", drawn.checkpoint().toString());
        arguments.addTo(result);
        result.put("samples", sampling.number());
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
                    long rows = (long) sampling.batch() * outline.dimensions() * Float.BYTES;
                    pool = jobs.pool(spec, 3 * outline.checkpoint().toFile().length() + 8 * rows, stop);
                    return new PooledRows(pool, sampling.number(), sampling.batch(), outline.dimensions());
                },
                progress);
    }

    private int stopped(StopFlag stop) {
        if (stop.requested()) {
            spec.commandLine().getErr().println("dxmi: stopped; the same command draws what is missing");
        }
        return pool.exitCode();
    }
}
