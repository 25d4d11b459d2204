package io.dxmi.bench;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One iteration, and one sample, of an experiment at its full size with a small batch: seconds and memory. */
final class FullSize {

    private final String preset;
    private final Config config;
    private final PrintStream out;

    /** @param batch pictures of the iteration, of which one at a time is differentiated */
    FullSize(String preset, int batch, PrintStream out) {
        this.preset = preset;
        this.out = out;
        config = ConfigLoader.preset(preset, List.of("trainer.batch=" + batch, "trainer.micro_batch=1"));
        if (!config.data().onDisk()) {
            throw new UserError("--full takes a preset of pictures, got " + preset);
        }
    }

    void sample() {
        Rehearsal rehearsal = new Rehearsal(config);
        print("%s: parameters %s", preset, rehearsal.parameters());
        long from = System.nanoTime();
        float[] samples = rehearsal.sample(Torch.device(), 1);
        requireFinite(samples);
        print("%s: one sample of %d steps %s", preset, config.sampler().steps(), cost(from));
    }

    void iterate() {
        Rehearsal rehearsal = new Rehearsal(config);
        long from = System.nanoTime();
        Map<String, Double> row = rehearsal.iterate(Torch.device());
        print(
                "%s: one iteration, batch %d, T = %d %s; losses %s",
                preset,
                config.trainer().batch(),
                config.sampler().steps(),
                cost(from),
                List.of(row.get("energy/loss"), row.get("value/loss"), row.get("sampler/loss")));
    }

    private static void requireFinite(float[] samples) {
        for (float value : samples) {
            if (!Float.isFinite(value)) throw new IllegalStateException("a sample is not finite");
        }
    }

    private static String cost(long from) {
        String memory = ResidentMemory.peak().map(mb -> mb + " MiB at most").orElse("memory unknown");
        return String.format(
                Locale.ROOT, "%.1f s, first weights included, %s", (System.nanoTime() - from) / 1e9, memory);
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
