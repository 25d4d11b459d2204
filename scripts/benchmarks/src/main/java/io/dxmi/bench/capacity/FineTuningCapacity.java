package io.dxmi.bench.capacity;

import io.dxmi.bench.MeasuredPage;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Prints measured.md of scripts/experiments/fine-tuning-capacity. Arguments: number of seeds, commit. */
public final class FineTuningCapacity {

    private static final int[][] SIZES = {
        {100, 10}, {1000, 10}, {1000, 100}, {1000, 400}, {400, 400}, {10_000, 100}, {10_000, 400}
    };
    private static final int DIMENSION = 20;

    private FineTuningCapacity() {}

    /** One construction on one draw. */
    record Result(int units, double error, double floatError, double gap) {

        static Result of(Function<Relabelling, ReluNetwork> construction, Relabelling task) {
            ReluNetwork network = construction.apply(task);
            double error = 0;
            double floatError = 0;
            for (int i = 0; i < task.samples().length; i++) {
                double[] x = task.samples()[i];
                error = Math.max(error, Math.abs(network.of(x) - task.labels()[i]));
                floatError = Math.max(floatError, Math.abs(network.inFloats(x) - task.labels()[i]));
            }
            return new Result(network.units(), error, floatError, task.smallestGap());
        }
    }

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        StringBuilder table = new StringBuilder();
        for (int[] size : SIZES) {
            Relabelling[] tasks = IntStream.range(0, seeds)
                    .mapToObj(seed -> Relabelling.draw(size[0], size[1], DIMENSION, seed))
                    .toArray(Relabelling[]::new);
            table.append(row("2", Constructions::twoLayers, tasks, size));
            table.append(row("3", Constructions::threeLayers, tasks, size));
        }
        String time = String.format(Locale.ROOT, "%.0f s", MeasuredPage.processorSeconds());
        String command = "scripts/experiments/fine-tuning-capacity/run --seeds " + seeds;
        System.out.print(MeasuredPage.head(command, seeds, time, arguments[1])
                + "\nK normal samples of 20 numbers, N of them with labels uniform in [-1, 1). Errors are the largest over all K"
                + " samples and all seeds; gaps the smallest beside a changed sample, over all seeds.\n\n"
                + "| K | N | layers | units | units / N | units / sqrt N | error in float64 | error in float32 | gap | bound |\n"
                + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n" + table);
    }

    private static String row(
            String layers, Function<Relabelling, ReluNetwork> construction, Relabelling[] tasks, int[] size) {
        Result[] results =
                Arrays.stream(tasks).map(task -> Result.of(construction, task)).toArray(Result[]::new);
        double error = Arrays.stream(results).mapToDouble(Result::error).max().orElseThrow();
        int units = Arrays.stream(results).mapToInt(Result::units).max().orElseThrow();
        String verdict = size[0] <= 1000 ? MeasuredPage.verdict("float64 <= 1e-6", error <= 1e-6) : "reported";
        return String.format(
                Locale.ROOT,
                "| %d | %d | %s | %d | %.2f | %.2f | %.0e | %.0e | %.0e | %s |%n",
                size[0],
                size[1],
                layers,
                units,
                (double) units / size[1],
                units / Math.sqrt(size[1]),
                error,
                Arrays.stream(results).mapToDouble(Result::floatError).max().orElseThrow(),
                Arrays.stream(results).mapToDouble(Result::gap).min().orElseThrow(),
                verdict);
    }
}
