package io.dxmi.bench;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.Detector;
import io.dxmi.runs.StopFlag;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a process grows: resident memory, open files and temporary files of a training and of a detector in use. */
@Command(
        name = "bench-memory",
        mixinStandardHelpOptions = true,
        description = "Prints resident memory, open files and temporary files over a training and over predictions.")
public final class MemoryBench implements Callable<Integer> {

    private static final int LINES = 10;
    private static final int DIMENSIONS = 8;

    @Option(names = "--iterations", description = "Iterations of DxMI on eight Gaussians (default ${DEFAULT-VALUE}).")
    private long iterations = 20_000;

    @Option(names = "--predictions", description = "Samples that are scored one by one (default ${DEFAULT-VALUE}).")
    private long predictions = 100_000;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MemoryBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%-12s %10s %14s %11s %16s%n",
                "phase",
                "done",
                "resident (MiB)",
                "open files",
                "temporary files");
        train();
        predict();
        return 0;
    }

    private void train() throws IOException {
        Path folder = Files.createTempDirectory("bench-memory").resolve("run");
        Config config = ConfigLoader.preset(
                "8gaussians",
                List.of(
                        "trainer.iterations=" + iterations,
                        "trainer.batch=64",
                        "trainer.report_every=" + Math.max(1, iterations / LINES),
                        "trainer.checkpoint_every=" + Math.max(1, iterations / LINES),
                        "pretrain.iterations=100",
                        "pretrain.batch=64"));
        Progress watch = new Progress() {
            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                if (phase.equals("train") && !scalars.isEmpty()) row(phase, done);
            }
        };
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder, config, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(out, watch, new StopFlag());
        }
    }

    private void predict() {
        SplittableRandom random = new SplittableRandom(0);
        List<Sample> normal = new ArrayList<>();
        for (int i = 0; i < 500; i++) normal.add(sample(random));
        FitOptions options = FitOptions.defaults(0).withEnergy(EnergyKind.AUTOENCODER);
        Samples all = Samples.of("normal samples", normal);
        try (Detector detector =
                DetectorFit.fit(SampleKind.TABLE, all, options, Progress.NONE).detector()) {
            for (long i = 1; i <= predictions; i++) {
                detector.score(sample(random));
                if (i % Math.max(1, predictions / LINES) == 0) row("predict", i);
            }
        }
    }

    private static Sample sample(SplittableRandom random) {
        float[] values = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) values[i] = (float) random.nextGaussian();
        return new Sample("drawn", "", 0, values, new long[] {DIMENSIONS}, null);
    }

    private static void row(String phase, long done) {
        String resident = ResidentMemory.now().map(Object::toString).orElse("unknown");
        long open = count(Path.of("/proc/self/fd"));
        long temporary = count(Path.of(System.getProperty("java.io.tmpdir")));
        System.out.printf(Locale.ROOT, "%-12s %10d %14s %11d %16d%n", phase, done, resident, open, temporary);
    }

    private static long count(Path folder) {
        if (!Files.isDirectory(folder)) return 0;
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
