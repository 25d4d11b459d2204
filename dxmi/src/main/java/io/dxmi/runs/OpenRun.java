package io.dxmi.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.Json;
import io.dxmi.build.Data;
import io.dxmi.build.Models;
import io.dxmi.build.Solvers;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.Judge;
import io.dxmi.judge.Judges;
import io.dxmi.runs.folder.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.trained.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A run on disk, opened for sampling, scoring and measuring. */
public final class OpenRun implements AutoCloseable {

    private final NDManager root;
    private final Trained trained;
    private final Config config;
    private final Models models;

    private OpenRun(NDManager root, Config config, Models models, Trained trained) {
        this.root = root;
        this.config = config;
        this.models = models;
        this.trained = trained;
    }

    /**
     * Opens the latest joint-training checkpoint of a run. The data need not be there any more.
     *
     * @throws UserError if there is no checkpoint or it does not fit
     */
    public static OpenRun open(Path run, Device device) {
        Config config = RunFolder.config(run);
        Path file = Checkpoints.latestOf(run);
        Map<String, HostTensor> state = Safetensors.read(file).tensors();
        NDManager root = Torch.open(device);
        Models models = Models.of(config, shape(config, state));
        return new OpenRun(root, config, models, Trained.restored(root, config, models, state, file.toString()));
    }

    /** The user's own points have a shape that the configuration does not tell; the bias of the sampler's last layer does. */
    private static long[] shape(Config config, Map<String, HostTensor> state) {
        HostTensor last = state.get(Sampler.NETWORK + "/average/out.bias");
        boolean told = config.data() instanceof DataConfig.Points && last != null;
        return told ? last.shape() : Data.shape(config.data());
    }

    /**
     * The run's sampler and energy, guided by its value function; the caller closes it.
     *
     * @param lambda the guidance's weight: positive goes downhill in energy
     * @throws UserError if the checkpoint lacks the value
     */
    public Trained guided(Path run, double lambda) {
        Path file = Checkpoints.latestOf(run);
        return trained.guided(config.value(), lambda, Safetensors.read(file).tensors(), file.toString());
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

    public Config config() {
        return config;
    }

    public Trained trained() {
        return trained;
    }

    /**
     * The pictures that the run learned from, if it learned from pictures; for as long as the run is open.
     *
     * @throws UserError if they are not where the run read them
     */
    public Optional<ImageSource> trainingPictures() {
        DataSource data = Data.source(config.data());
        long[] shape = data.sampleShape();
        if (data instanceof ImageBatches pictures) return Optional.of(pictures.trainingPictures());
        if (shape.length != 3 || !(data instanceof FiniteSource finite)) return Optional.empty();
        float[] values = finite.split().train().values();
        return Optional.of(new FloatImages(
                data.name() + ", training half", values, (int) shape[0], (int) shape[1], (int) shape[2]));
    }

    /** Measures and draws the run again into {@code folder}. @return metrics and paths */
    public Map<String, Object> evaluate(Path run, Path folder, Progress progress) {
        Judge judge = Judges.of(config, Data.source(config.data()), root);
        List<Reported> metrics;
        Path before = run.resolve("checkpoints").resolve("pretrained.safetensors");
        if (config.evaluation().before() && Files.isRegularFile(before)) {
            Map<String, HostTensor> state = Safetensors.read(before).tensors();
            try (Trained pretrained = Trained.of(
                    root,
                    config,
                    models,
                    Optional.of(Trained.samplerOf(root, models, state, before.toString())),
                    Trained.energyOf(
                            root,
                            models,
                            Safetensors.read(Checkpoints.latestOf(run)).tensors(),
                            run.toString()))) {
                metrics = judge.metrics(trained, pretrained, progress);
            }
        } else {
            metrics = judge.metrics(trained, null, progress);
        }
        return finish(judge, metrics, folder);
    }

    /**
     * Measures samples that somebody else has drawn against data that training never sees. Returns metrics and their cards.
     *
     * @param config says which data, and how to measure
     * @param samples one per row, flat
     * @throws UserError if they have another number of dimensions than the data
     */
    public static Map<String, Object> measure(Config config, DataSet samples, Device device, Progress progress) {
        DataSource data = Data.source(config.data());
        requireDimensions(samples, data.name(), data.sampleShape());
        try (NDManager root = Torch.open(device)) {
            Judge judge = Judges.of(config, data, root);
            return judge.result(judge.distances(samples.values(), samples.name(), progress));
        }
    }

    /**
     * Energies of points, nats up to a constant.
     *
     * @param label the class that they are taken for, if the run has an energy per class
     * @throws UserError if they have another number of dimensions, or if a class is missing or not the run's
     */
    public double[] score(DataSet points, OptionalInt label) {
        requireDimensions(points, config.name(), trained.sampleShape());
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

    private static void requireDimensions(DataSet rows, String name, long[] shape) {
        long dimensions = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (rows.dimensions() != dimensions) {
            throw new UserError(rows.name() + " has " + rows.dimensions() + " columns, but " + name + " has "
                    + dimensions + " dimensions");
        }
    }

    private Map<String, Object> finish(Judge judge, List<Reported> metrics, Path folder) {
        Map<String, Object> paths = new LinkedHashMap<>();
        judge.pictures(trained, metrics, folder)
                .forEach(p -> paths.put(p.getFileName().toString().replace(".png", ""), p.toString()));
        paths.put("card", writeCards(metrics, folder).toString());
        Map<String, Object> result = judge.result(metrics);
        result.put("paths", paths);
        return result;
    }

    /** Writes {@code card.json} of a run's own metrics. */
    static Path writeCards(List<Reported> metrics, Path folder) {
        Path file = folder.resolve("card.json");
        AtomicFiles.write(file, Json.page(Map.of("cards", MeasuredFormat.cards(metrics))));
        return file;
    }

    @Override
    public void close() {
        trained.close();
        root.close();
    }
}
