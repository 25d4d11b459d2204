package io.dxmi.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.engine.NoiseGenerator;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times a step of the DDPM U-Net and a DxMI iteration on pictures, in turns with what they are compared with. */
@Command(
        name = "bench-images",
        mixinStandardHelpOptions = true,
        description =
                "Times a training step of the DDPM U-Net (32 channels, 32x32, batch 16), and a DxMI iteration with it.")
public final class ImageBench implements Callable<Integer> {

    private static final int WARM_UP = 3;
    private static final int TURN = 2;

    /** Of PyTorch. */
    private static final List<String> SETTINGS = List.of("eager", "channels_last", "compile", "compile+channels_last");

    @Option(names = "--iterations", description = "Measured steps and iterations (default ${DEFAULT-VALUE}).")
    private int iterations = 20;

    @Option(names = "--python", description = "A Python with torch: also times the same network and step there.")
    private String python;

    @Option(
            names = "--reference",
            description = "A clone of Diffusion-by-MaxEntIRL: also times its trainer; needs --python.")
    private Path checkout;

    @Option(names = "--threads", description = "Threads of the engine, read by the launcher (default 1).")
    private int threads = 1;

    @Option(
            names = "--full",
            paramLabel = "PRESET",
            description = "Instead: draws one sample and takes one iteration of a preset at its full size.")
    private String preset;

    @Option(
            names = "--batch",
            description = "Pictures of that iteration; 0 for the sample alone (default ${DEFAULT-VALUE}).")
    private int batch = 2;

    @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
    private String device = "cpu";

    /** Rows of noise: a batch of the published training on CIFAR-10. */
    private static final int NOISE_ROWS = 128;

    private final PrintStream out = System.out;

    private ImageBench() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new ImageBench());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof UserError)) throw e;
            command.getErr().println("bench-images: " + e.getMessage());
            return 2;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() {
        Torch.useDevice(Devices.named(device));
        if (preset != null) {
            FullSize full = new FullSize(preset, Math.max(1, batch), out);
            full.sample();
            if (batch > 0) full.iterate();
            return 0;
        }
        if (checkout != null && python == null) throw new UserError("--reference needs --python, got none");
        print(
                "DDPM U-Net, %d channels, %dx%d, batch %d, %d thread(s); medians of %d, milliseconds",
                ImageSetting.WIDTH, ImageSetting.SIDE, ImageSetting.SIDE, ImageSetting.BATCH, threads, iterations);
        try (NDManager root = Torch.open()) {
            print("ours               libtorch %s", Engine.getEngine("PyTorch").getVersion());
            step(root);
            iteration(root);
            for (NoiseGenerator generator : NoiseGenerator.values()) noise(root, generator);
        }
        return 0;
    }

    private PythonPeers peers(String work, List<String> published) {
        if (python == null) return PythonPeers.NONE;
        List<List<String>> kinds = new ArrayList<>();
        for (String how : SETTINGS) kinds.add(List.of(work, how));
        if (!published.isEmpty()) kinds.add(published);
        return PythonPeers.of(
                python,
                "bench_images.py",
                kinds,
                ImageSetting.BATCH,
                ImageSetting.STEPS,
                ImageSetting.WIDTH,
                ImageSetting.GROUPS);
    }

    private void step(NDManager root) {
        Samples ours = new Samples();
        Samples products = new Samples();
        Samples halves = new Samples();
        try (UnetStep step = new UnetStep(root);
                UnetStep half = rounded(root);
                PythonPeers peers = peers("step", List.of())) {
            peers.warmUp(WARM_UP);
            for (long i = 0; i < WARM_UP; i++) {
                step.run(i);
                step.products().run();
                half.run(i);
            }
            for (long i = WARM_UP; i < WARM_UP + (long) iterations; ) {
                for (int k = 0; k < TURN; k++, i++) {
                    Instant start = Instant.now();
                    step.run(i);
                    Instant end = Instant.now();
                    ours.add(start, end);
                    step.products().run();
                    Instant then = Instant.now();
                    products.add(end, then);
                    half.run(i);
                    halves.add(then, Instant.now());
                }
                peers.run(TURN);
            }
            print("training step      %s   %d parameters", ours, step.parameters());
            print(
                    "its products       %s   %d of them, %.1f GFLOP",
                    products, step.products().count(), step.products().flops() / 1e9);
            print("ratio              %s", ours.ratioTo(products));
            print("the step in bf16   %s", halves);
            print("ratio to float32   %s", halves.ratioTo(ours));
            peers.print(ours, 0.85, out::println);
        }
    }

    /** A step whose programs are written for bf16. */
    private static UnetStep rounded(NDManager root) {
        Precision.BF16.use();
        try {
            return new UnetStep(root);
        } finally {
            Precision.FP32.use();
        }
    }

    private void iteration(NDManager root) {
        Stopwatch watch = new Stopwatch();
        List<String> published = checkout == null ? List.of() : List.of("published", checkout.toString());
        try (ImageSetting setting = new ImageSetting(root, watch);
                PythonPeers peers = peers("iteration", published)) {
            peers.warmUp(WARM_UP);
            long i = 0;
            for (; i < WARM_UP; i++) setting.iterate(i);
            watch.clear();
            while (i < WARM_UP + (long) iterations) {
                for (int k = 0; k < TURN; k++, i++) setting.iterate(i);
                peers.run(TURN);
            }
            print(
                    "DxMI iteration     %s   T = %d, %d parameters",
                    watch.whole(), ImageSetting.STEPS, setting.parameters());
            for (Stopwatch.Move move : Stopwatch.Move.values()) print("  %-16s %s", move.label, watch.of(move));
            peers.print(watch.whole(), 0.6, out::println);
        }
    }

    /** The noise of one step; the device has drawn it when one of its numbers is read. */
    private void noise(NDManager root, NoiseGenerator generator) {
        long[] shape = {NOISE_ROWS, ImageSetting.CHANNELS, ImageSetting.SIDE, ImageSetting.SIDE};
        SeededDraws draws = new SeededDraws(0, generator);
        Samples times = new Samples();
        for (long i = 0; i < WARM_UP + (long) iterations; i++) {
            try (NDManager scope = root.newSubManager()) {
                Instant start = Instant.now();
                Torch.floats(draws.at(i).normal(scope, "noise", shape).flatten().get("0:1"));
                if (i >= WARM_UP) times.add(start, Instant.now());
            }
        }
        print(
                "noise, %-11s %s   %s numbers",
                generator.toString().toLowerCase(Locale.ROOT), times, Arrays.toString(shape));
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
