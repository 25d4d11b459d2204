package io.dxmi.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Models;
import io.dxmi.build.Solvers;
import io.dxmi.config.Config;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/** A run on disk, opened for sampling and scoring. */
public final class OpenRun implements AutoCloseable {

    private final NDManager root;
    private final Trained trained;
    private final Config config;
    private final Models models;
    private final Path checkpoint;
    private final CheckpointChoice choice;

    private OpenRun(
            NDManager root, Config config, Models models, Trained trained, Path checkpoint, CheckpointChoice choice) {
        this.root = root;
        this.config = config;
        this.models = models;
        this.trained = trained;
        this.checkpoint = checkpoint;
        this.choice = choice;
    }

    /**
     * Opens the latest joint-training checkpoint of a run. The data need not be there any more.
     *
     * @throws UserError if there is no checkpoint or it does not fit
     */
    public static OpenRun open(Path run, Device device) {
        return open(run, CheckpointChoice.LAST, device);
    }

    /**
     * Opens a joint-training checkpoint of a run. The data need not be there any more.
     *
     * @throws UserError if there is no such checkpoint or it does not fit
     */
    public static OpenRun open(Path run, CheckpointChoice choice, Device device) {
        Config config = RunFolder.config(run);
        Checkpoints.Found found = Checkpoints.chosen(run, choice);
        Path file = found.file();
        Map<String, HostTensor> state = found.content().state();
        NDManager root = Torch.open(device);
        Models models = Models.of(config, shape(run, config, state));
        Trained trained = Trained.restored(root, config, models, state, file.toString());
        return new OpenRun(root, config, models, trained, file, choice);
    }

    /**
     * A run without its networks.
     *
     * @param sampleShape shape of a sample
     */
    public record Outline(Config config, Path checkpoint, long[] sampleShape) {

        /** Numbers in a sample. */
        public int dimensions() {
            return Math.toIntExact(Arrays.stream(sampleShape).reduce(1, Math::multiplyExact));
        }
    }

    /**
     * Reads what a run is, and starts no engine.
     *
     * @throws UserError if there is no such checkpoint
     */
    public static Outline outline(Path run, CheckpointChoice choice) {
        Config config = RunFolder.config(run);
        Checkpoints.Found found = Checkpoints.chosen(run, choice);
        return new Outline(
                config, found.file(), shape(run, config, found.content().state()));
    }

    /** What {@link #outline(Path, CheckpointChoice)} reads. */
    public Outline outline() {
        return new Outline(config, checkpoint, trained.sampleShape());
    }

    private static long[] shape(Path run, Config config, Map<String, HostTensor> state) {
        return RunContent.read(run).map(RunContent::sampleShape).orElseGet(() -> OldRuns.shape(config, state));
    }

    /**
     * The run's sampler and energy, guided by its value function; the caller closes it.
     *
     * @param lambda the guidance's weight: positive goes downhill in energy
     * @throws UserError if the checkpoint lacks the value
     */
    public Trained guided(double lambda) {
        Map<String, HostTensor> state = Safetensors.read(checkpoint).tensors();
        return trained.guided(config.value(), lambda, state, checkpoint.toString());
    }

    /**
     * The run's network, sampled by a solver; the caller closes it.
     *
     * @param steps number of steps; empty for the run's own
     * @throws UserError if the network does not allow that solver or that number of steps
     */
    public Trained solved(SamplerKind kind, OptionalInt steps) {
        return trained.drawnBy(
                Solvers.of(config, models, kind, steps.orElse(models.sampler().steps())));
    }

    /**
     * The same, guided towards the class of each sample ({@link io.dxmi.samplers.net.ClassGuidance}); the caller closes it.
     *
     * @param scale 1 is the network itself
     * @throws UserError also if the network has no result without a class
     */
    public Trained solved(SamplerKind kind, OptionalInt steps, double scale) {
        Models guided = models.guided(scale);
        return trained.drawnBy(
                Solvers.of(config, guided, kind, steps.orElse(models.sampler().steps())));
    }

    public Config config() {
        return config;
    }

    public Trained trained() {
        return trained;
    }

    /** Where the checkpoint lies that was opened. */
    public Path checkpoint() {
        return checkpoint;
    }

    /** By which the checkpoint was chosen. */
    CheckpointChoice choice() {
        return choice;
    }

    NDManager root() {
        return root;
    }

    Models models() {
        return models;
    }

    /**
     * Energies of points or curves, in nats times the temperature, up to a constant.
     *
     * @param rows one a row; curves on any grid
     * @param label the class that they are taken for, if the run has an energy per class
     * @throws UserError if they have another number of dimensions, or if a class is missing or not the run's
     */
    public double[] score(DataSet rows, OptionalInt label) {
        DataSet points = Data.coordinates(config.data(), rows);
        requireDimensions(points);
        if (label.isEmpty()) return trained.energies(points.values());
        if (!trained.energyReadsClasses()) {
            throw new UserError("this run has one energy for all classes; expected no " + UserError.parameter("class")
                    + ", got " + label.getAsInt());
        }
        requireClasses(label.getAsInt());
        return trained.energies(points.values(), label.getAsInt());
    }

    /** Refuses classes that the run's sampler does not know. @throws UserError with what it knows */
    public void requireClasses(int... classes) {
        for (int c : classes) {
            if (c < 0 || c >= trained.classes()) {
                throw new UserError(
                        trained.classes() == 0
                                ? "this run knows no classes; expected no " + UserError.parameter("class") + ", got "
                                        + c
                                : UserError.parameter("class") + " must be below the run's " + trained.classes()
                                        + " classes, got " + c);
            }
        }
    }

    /** Refuses rows of another number of dimensions than the run's samples. @throws UserError with both */
    public void requireDimensions(DataSet rows) {
        requireDimensions(rows, config.name(), trained.sampleShape());
    }

    /** Refuses rows of another number of dimensions than a sample of this shape. @throws UserError with both */
    static void requireDimensions(DataSet rows, String name, long[] shape) {
        long dimensions = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (rows.dimensions() != dimensions) {
            throw new UserError(rows.name() + " has " + rows.dimensions() + " columns, but " + name + " has "
                    + dimensions + " dimensions");
        }
    }

    @Override
    public void close() {
        trained.close();
        root.close();
    }
}
