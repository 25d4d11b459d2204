package io.dxmi.build;

import com.sun.management.OperatingSystemMXBean;
import io.dxmi.config.ChainStartConfig;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.engine.Parameter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lower bounds of the memory that a training takes, checked before any of it is set aside. A training above them ends at
 * once; a training below them can still need more, for the features between the layers.
 *
 * @param heap Java's memory, bytes
 * @param machine memory of the machine, or of the container, bytes
 */
public record Footprint(long heap, long machine) {

    /** The weights, their gradient, Adam's two means, and the running average. */
    private static final int COPIES = 5;

    /** Float32 numbers that take the memory of one number of a sample whose set is measured by its sliced distance. */
    private static final int MEASURED = 9;

    /** Of this process and machine. */
    public static Footprint here() {
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new Footprint(Runtime.getRuntime().maxMemory(), machine);
    }

    /** Checks the networks. @throws UserError if they cannot be held with what their training adds */
    public void requireNetworks(Models models) {
        Map<String, List<Parameter>> networks = models.parameters();
        double total = 0;
        String largest = "";
        double most = -1;
        for (Map.Entry<String, List<Parameter>> network : networks.entrySet()) {
            double size = 0;
            for (Parameter parameter : network.getValue()) {
                double numbers = numbers(parameter.shape());
                size += numbers;
                // first values are drawn in Java, and arrays of Java have 31-bit sizes
                requireHeap(
                        network.getKey() + ".network",
                        parameter.name() + " of shape " + Arrays.toString(parameter.shape()),
                        numbers,
                        2);
            }
            total += size;
            if (size <= most) continue;
            most = size;
            largest = network.getKey();
        }
        double bytes = total * Float.BYTES * COPIES;
        if (bytes <= machine) return;
        throw new UserError(String.format(
                Locale.ROOT,
                "%s.network is too large: expected networks whose training fits into the %s of this machine, got %.4g"
                        + " numbers in all, which need %s; lower its width, depth or multipliers",
                largest,
                gib((double) machine),
                total,
                gib(bytes)));
    }

    /** Checks what has a row for each sample. @throws UserError if a batch, the roll-outs, chains or measured samples cannot be held */
    public void requireRows(Config config, DataSource data) {
        double numbers = numbers(data.sampleShape());
        int batch = config.trainer().batch();
        requireHeap("trainer.batch", batch + " samples", batch * numbers, 2);
        if (config.game() instanceof GameConfig.WithSampler) {
            requireMachine(
                    "trainer.batch",
                    batch + " roll-outs of " + config.sampler().steps() + " steps",
                    (config.sampler().steps() + 1.0) * batch * numbers);
            if (config.pretrain().iterations() > 0) {
                requireHeap(
                        "pretrain.batch",
                        config.pretrain().batch() + " samples",
                        config.pretrain().batch() * numbers,
                        2);
            }
        }
        if (config.game() instanceof GameConfig.Chains chains
                && chains.start() instanceof ChainStartConfig.Persistent kept) {
            requireHeap("game.start.buffer", kept.buffer() + " chains", kept.buffer() * numbers, 2);
        }
        long drawn = Math.min(config.evaluation().samples(), data.heldOutSize());
        requireHeap("evaluation.samples", drawn + " samples", drawn * (numbers + 4), 4);
        if (config.game() instanceof GameConfig.Transport) {
            // of the sliced distance: what was translated in float32, both sets and their columns in float64, and the
            // directions
            double directions = config.evaluation().projections() * numbers;
            requireHeap(
                    "evaluation.samples",
                    drawn + " samples of " + (long) numbers + " numbers",
                    drawn * numbers + directions * Double.BYTES / MEASURED / Float.BYTES,
                    MEASURED);
        }
        if (data instanceof FreshDraws) {
            long dense = config.evaluation().denseSamples();
            requireHeap("evaluation.samples", dense + " samples", dense * (numbers + 4), 4);
        }
        if (config.evaluation().every() > 0) {
            long often = Math.min(config.evaluation().everySamples(), data.heldOutSize());
            requireHeap("evaluation.every_samples", often + " samples", often * (numbers + 4), 4);
        }
    }

    private static double numbers(long[] shape) {
        return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    private void requireHeap(String key, String what, double numbers, int copies) {
        double bytes = numbers * Float.BYTES * copies;
        if (bytes <= heap * 0.75 && numbers < Integer.MAX_VALUE) return;
        throw new UserError(key + " is too large: " + what + " need " + gib(bytes) + ", but Java's memory is "
                + gib((double) heap) + "; lower it, or give Java more with DXMI_JAVA_OPTS=-Xmx8g");
    }

    private void requireMachine(String key, String what, double numbers) {
        double bytes = numbers * Float.BYTES;
        if (bytes <= machine) return;
        throw new UserError(key + " is too large: " + what + " need " + gib(bytes) + ", but the machine has "
                + gib((double) machine));
    }

    private static String gib(double bytes) {
        return String.format(Locale.ROOT, "%.4g GiB", bytes / (1L << 30));
    }
}
