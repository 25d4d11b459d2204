package io.dxmi.spark;

import ai.djl.Device;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.sampling.SampleDrawer;
import io.dxmi.sampling.Sampling;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A sampling as it goes to the executors, which open the run folder themselves.
 *
 * @param job tells it from others
 */
record SampleTask(
        String job,
        String run,
        int number,
        long seed,
        double guidance,
        List<Integer> classes,
        String solver,
        Integer steps,
        int batch,
        String checkpoint,
        double guidanceScale)
        implements Stage.Work<Stretch, float[]>, Serializable {

    /** Numbers in the samples of a task, at most, and batches. */
    private static final int NUMBERS = 4_000_000;

    private static final int MOST_BATCHES = 8;

    static SampleTask of(Sampling sampling) {
        return new SampleTask(
                Application.newJob(),
                sampling.run().toAbsolutePath().toString(),
                sampling.number(),
                sampling.seed(),
                sampling.guidance(),
                new ArrayList<>(sampling.classes()),
                sampling.solver().map(SamplerKind::toString).orElse(null),
                sampling.steps().isPresent() ? sampling.steps().getAsInt() : null,
                sampling.batch(),
                sampling.checkpoint().text(),
                sampling.guidanceScale());
    }

    /**
     * Whole batches, since the last digit of a sample depends on its batch.
     *
     * @param values numbers in a sample
     */
    List<Stretch> parts(long from, int values) {
        int batches = Math.max(1, Math.min(MOST_BATCHES, NUMBERS / Math.max(1, batch * values)));
        return Stretch.of(from, number, batch * batches);
    }

    /** The samples of a stretch, flat. */
    @Override
    public float[] of(Stretch part) {
        return Opened.use(job, () -> SampleDrawer.open(sampling(), Device.cpu()), drawer -> drawn(drawer, part));
    }

    private float[] drawn(SampleDrawer drawer, Stretch part) {
        float[] all = null;
        for (int at = 0; at < part.count(); at += batch) {
            int n = Math.min(batch, part.count() - at);
            float[] rows = drawer.rows(part.from() + at, n);
            int values = rows.length / n;
            if (all == null) all = new float[Math.multiplyExact(part.count(), values)];
            System.arraycopy(rows, 0, all, at * values, rows.length);
        }
        return all;
    }

    private Sampling sampling() {
        return new Sampling(
                Path.of(run),
                number,
                seed,
                Optional.empty(),
                guidance,
                classes,
                Optional.ofNullable(solver).map(SamplerKind::named),
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                batch,
                new CheckpointChoice(checkpoint),
                guidanceScale);
    }
}
