package io.dxmi.sampling;

import ai.djl.Device;
import io.dxmi.runs.OpenRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.trained.Trained;
import java.nio.file.Path;

/** The open run of a {@link Sampling}, ready to draw any of its samples. */
public final class SampleDrawer implements AutoCloseable {

    private final Sampling sampling;
    private final OpenRun run;
    /** Guided, or drawn by another solver; null for the run's own sampler. */
    private final Trained other;

    private final int[] labels;

    private SampleDrawer(Sampling sampling, OpenRun run, Trained other) {
        this.sampling = sampling;
        this.run = run;
        this.other = other;
        this.labels = sampling.classes().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Opens the run. @throws io.dxmi.samplers.UserError if it does not open, or does not allow this */
    public static SampleDrawer open(Sampling sampling, Device device) {
        OpenRun run = OpenRun.open(sampling.run(), sampling.checkpoint(), device);
        try {
            SampleDrawer drawer = new SampleDrawer(sampling, run, changed(sampling, run));
            run.requireClasses(drawer.labels);
            return drawer;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static Trained changed(Sampling sampling, OpenRun run) {
        if (sampling.guidance() != 0) return run.guided(sampling.guidance());
        SamplerKind solver = sampling.solver().orElse(run.config().sampler().kind());
        if (sampling.guidanceScale() != 1) return run.solved(solver, sampling.steps(), sampling.guidanceScale());
        if (sampling.solver().isEmpty() && sampling.steps().isEmpty()) return null;
        return run.solved(solver, sampling.steps());
    }

    private Trained trained() {
        return other == null ? run.trained() : other;
    }

    /**
     * Draws samples number {@code from} to {@code from + most - 1}, or to the last of the sampling.
     *
     * @return flat, (at most {@code most}, sample shape)
     */
    public float[] rows(long from, int most) {
        int n = (int) Math.min(most, sampling.number() - from);
        return trained().sample(sampling.seed(), from, n, labels, Progress.NONE);
    }

    /**
     * Writes what all samples are drawn from: arrays by the names of the inputs of an exported ONNX sampler.
     *
     * @param file .npz
     * @throws io.dxmi.samplers.UserError if the run draws no samples from noise, or the file cannot be written
     */
    public void writeNoise(Path file) {
        Npz.write(file, trained().noise(sampling.seed(), sampling.number(), labels));
    }

    /** Numbers in a sample. */
    int values() {
        return trained().dimensions();
    }

    OpenRun.Outline outline() {
        return run.outline();
    }

    @Override
    public void close() {
        if (other != null) other.close();
        run.close();
    }
}
