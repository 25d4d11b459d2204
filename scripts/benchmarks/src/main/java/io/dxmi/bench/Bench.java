package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.engine.Torch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times one DxMI iteration. Everything that is compared is run in turns of a few iterations, so that other work on the
 * machine slows all of it alike.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Times one DxMI iteration in the published trainer's 2-D setting.")
public final class Bench implements Callable<Integer> {

    private static final int WARM_UP = 100;
    private static final int TURN = 10;

    /** The batch of the reference values of the c-transform, and that of the presets. */
    private static final int[] CRITIC_BATCHES = {128, 256};

    /** Iterations after which resident memory is read. */
    private static final long[] MEMORY_AT = {500, 5000};

    @Option(names = "--iterations", description = "Measured iterations (default ${DEFAULT-VALUE}).")
    private int iterations = 200;

    @Option(names = "--memory", description = "Also prints the resident memory at iterations 500 and 5000.")
    private boolean memory;

    @Option(names = "--threads", description = "Threads of the engine, read by the launcher (default 1).")
    private int threads = 1;

    @Option(
            names = "--gcd",
            description =
                    "Times contrastive divergence instead: a PCD and a GCD iteration over their network evaluations.")
    private boolean gcd;

    @Option(
            names = "--shared",
            description =
                    "Times an iteration of the preset 8gaussians instead, with separate and with shared evaluations.")
    private boolean shared;

    @Option(
            names = "--critic",
            description = "Times a step of a critic by the c-transform instead, beside a step with a gradient penalty.")
    private boolean critic;

    @Option(names = "--python", description = "A Python with torch: also times the same iteration there.")
    private String python;

    @Option(
            names = "--reference",
            description = "A clone of Diffusion-by-MaxEntIRL: also times its trainer; needs --python.")
    private Path checkout;

    @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
    private String device = "cpu";

    private final PrintStream out = System.out;

    private Bench() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof UserError)) throw e;
            command.getErr().println("bench: " + e.getMessage());
            return 2;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() {
        Torch.useDevice(Devices.named(device));
        if (shared) {
            try (NDManager root = Torch.open();
                    SharedSteps steps = new SharedSteps(root)) {
                share(steps);
            }
            return 0;
        }
        if (gcd) {
            try (NDManager root = Torch.open();
                    GcdSteps steps = new GcdSteps(root)) {
                contrast(steps);
            }
            return 0;
        }
        if (critic) {
            for (int batch : CRITIC_BATCHES) {
                try (NDManager root = Torch.open();
                        CriticSteps steps = new CriticSteps(root, batch)) {
                    criticise(steps, batch);
                }
            }
            return 0;
        }
        if (checkout != null && python == null) throw new UserError("--reference needs --python, got none");
        try (NDManager root = Torch.open();
                PythonPeers peers = peers()) {
            Stopwatch watch = new Stopwatch();
            try (Setting setting = new Setting(root, watch)) {
                time(root, setting, watch, peers);
                if (memory) memory(setting);
            }
        }
        return 0;
    }

    private void share(SharedSteps steps) {
        Samples separate = new Samples();
        Samples together = new Samples();
        for (long i = 0; i < WARM_UP + (long) iterations; i++) {
            if (i == WARM_UP) List.of(separate, together).forEach(Samples::clear);
            steps.run(i, separate, together);
        }
        print("preset 8gaussians, %d thread(s); medians of %d iterations in turns, milliseconds", threads, iterations);
        print("separate evaluations  %s   %.0f rows a trajectory", separate, steps.evaluations(false));
        print("shared evaluations    %s   %.0f rows a trajectory", together, steps.evaluations(true));
        print("ratio                 %s   (target: at most 0.40)", together.ratioTo(separate));
    }

    private void contrast(GcdSteps steps) {
        Samples[] times = new Samples[4];
        for (int k = 0; k < times.length; k++) times[k] = new Samples();
        for (long i = 0; i < WARM_UP + (long) iterations; i++) {
            if (i == WARM_UP) for (Samples one : times) one.clear();
            steps.run(i, times[0], times[1], times[2], times[3]);
        }
        print(
                "batch %d, %d Langevin steps, T = %d, %d thread(s); medians of %d iterations, milliseconds",
                GcdSteps.BATCH, GcdSteps.CHAIN, GcdSteps.STEPS, threads, iterations);
        print("PCD iteration      %s", times[0]);
        print("  its evaluations  %s", times[1]);
        print("  ratio            %s   (target: at most 1.3)", times[0].ratioTo(times[1]));
        print("GCD iteration      %s", times[2]);
        print("  its evaluations  %s", times[3]);
        print("  ratio            %s   (target: at most 1.3)", times[2].ratioTo(times[3]));
    }

    private void criticise(CriticSteps steps, int batch) {
        Samples penalty = new Samples();
        Samples transform = new Samples();
        for (long i = 0; i < WARM_UP + (long) iterations; i++) {
            if (i == WARM_UP) List.of(penalty, transform).forEach(Samples::clear);
            steps.run(i, penalty, transform);
        }
        print("batch %d, %d thread(s); medians of %d steps in turns, milliseconds", batch, threads, iterations);
        print("gradient penalty  %s", penalty);
        print("c-transform       %s", transform);
        print("ratio             %s   (target: at most 0.70)", transform.ratioTo(penalty));
    }

    private PythonPeers peers() {
        if (python == null) return PythonPeers.NONE;
        List<List<String>> kinds =
                new ArrayList<>(List.of(List.of("iteration", "eager"), List.of("iteration", "compile")));
        if (checkout != null) kinds.add(List.of("published", checkout.toString()));
        return PythonPeers.of(
                python, "bench_reference.py", kinds, Setting.BATCH, Setting.STEPS, Setting.WIDTH, Setting.SINUSOIDS);
    }

    private void time(NDManager root, Setting setting, Stopwatch watch, PythonPeers peers) {
        MatrixProducts products = new MatrixProducts(root);
        NDArray one = root.ones(new Shape(1, 1));
        Samples matrices = new Samples();
        Samples calls = new Samples();
        long i = 0;
        for (; i < WARM_UP; i++) setting.iterate(i);
        for (int k = 0; k < WARM_UP; k++) products.run();
        peers.warmUp(WARM_UP);
        watch.clear();
        while (i < WARM_UP + (long) iterations) {
            for (int k = 0; k < TURN; k++, i++) {
                setting.iterate(i);
                Instant start = Instant.now();
                products.run();
                Instant end = Instant.now();
                matrices.add(start, end);
                products.runEmpty(one);
                calls.add(end, Instant.now());
            }
            peers.run(TURN);
        }
        Samples ours = watch.whole();
        print(
                "batch %d, T = %d, %d-D, width %d, %d hidden layers, %d thread(s); medians of %d iterations, milliseconds",
                Setting.BATCH, Setting.STEPS, Setting.DIMENSIONS, Setting.WIDTH, Setting.DEPTH, threads, iterations);
        print("iteration          %s", ours);
        for (Stopwatch.Move move : Stopwatch.Move.values()) {
            print("  %-16s %s   %d programs", move.label, watch.of(move), programs(watch, move));
        }
        print("matrix products    %s   %d of them, %.0f MFLOP", matrices, products.count(), products.flops() / 1e6);
        print("  calls alone      %s", calls);
        print("ratio              %s   (target: at most 1.5)", ours.ratioTo(matrices));
        peers.print(ours, 0.48, out::println);
    }

    /** Native programs that a move runs, those that draw random numbers included. */
    private static int programs(Stopwatch watch, Stopwatch.Move move) {
        int own =
                switch (move) {
                    case ROLL_OUT -> Setting.STEPS + 1; // the steps, then the velocity
                    case ENERGY -> 1;
                    case VALUE, SAMPLER -> Setting.STEPS;
                    case AVERAGE -> 2;
                };
        return own + watch.drawn(move);
    }

    private void memory(Setting setting) {
        long done = WARM_UP + (long) iterations;
        for (long at : MEMORY_AT) {
            for (; done < at; done++) setting.iterate(done);
            ResidentMemory.now().ifPresent(mb -> print("resident memory    %d MB at iteration %d", mb, at));
        }
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
