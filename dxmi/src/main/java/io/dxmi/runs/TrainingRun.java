package io.dxmi.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.DistanceToData;
import io.dxmi.judge.Judge;
import io.dxmi.judge.Judges;
import io.dxmi.runs.folder.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.pretrain.Pretrainer;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.trained.Trained;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** Pre-training, joint training, measuring and drawing: what {@code dxmi train} does. */
public final class TrainingRun implements Experiment {

    private static final String PRETRAIN = "pretrain";
    private static final String TRAIN = "train";
    /** The sampler as pre-training left it, for the comparison at the end and for {@code --init}. */
    private static final String PRETRAINED_FILE = "pretrained.safetensors";

    /** Before the name of a distance, in rows of the joint training. */
    private static final String DISTANCE = "samples/";

    /** A loss beyond this has left every useful range, although it is still a number. */
    private static final double HOPELESS = 1e6;

    private final NDManager root;
    private final Config config;
    private final Models models;
    private DataSource data;
    private Judge judge;
    private Game game;
    /** Processor time of the distances on the way, which is no training. */
    private long measuring;

    /**
     * Lays the networks out, and reads the data unless they are pictures: {@link #prepare} does then.
     *
     * @throws io.dxmi.samplers.UserError if the configuration does not fit the data or {@code pretrain.init}
     */
    public TrainingRun(Config config, Device device) {
        this.config = config;
        if (config.pretrain().init() != null) {
            new FirstWeights(Path.of(config.pretrain().init())).requirePrediction(config.sampler());
        }
        boolean large = config.data().onDisk();
        if (!large) readData();
        this.models = Models.of(config, Data.shape(config.data()));
        this.root = Torch.open(device);
        if (!large) allocate();
    }

    @Override
    public void prepare() {
        if (game != null) return;
        readData();
        allocate();
    }

    private void readData() {
        data = Data.source(config.data());
        Data.requireBatch(data, "trainer.batch", config.trainer().batch());
        if (config.pretrain().iterations() > 0) {
            Data.requireBatch(data, "pretrain.batch", config.pretrain().batch());
        }
        Data.requireClasses(data, config.data().classes());
    }

    private void allocate() {
        judge = Judges.of(config, data, root);
        if (config.evaluation().every() > 0 && judge.note().isPresent()) {
            throw new UserError("evaluation.every must be 0 for this data, got "
                    + config.evaluation().every() + ": " + judge.note().get());
        }
        game = Game.of(root, config, models);
        if (config.pretrain().init() != null) {
            new FirstWeights(Path.of(config.pretrain().init()))
                    .into(game.sampler().orElseThrow().weights());
        }
    }

    @Override
    public Map<String, Long> parameters() {
        if (game == null) return models.sizes();
        Map<String, Long> sizes = new LinkedHashMap<>();
        game.learners().forEach(l -> sizes.put(l.weights().name(), l.weights().size()));
        return sizes;
    }

    @Override
    public Optional<Map<String, Object>> run(RunFolder folder, Progress progress, StopFlag stop) {
        prepare();
        Optional<Checkpoint> latest = folder.checkpoints().latest();
        long from = processorNanos();
        boolean pretrained = latest.isPresent() && latest.get().phase().equals(TRAIN);
        if (!pretrained && game.sampler().isPresent()) {
            if (!pretrain(game.sampler().get(), folder, latest, progress, stop)) return Optional.empty();
        }
        if (!train(folder, latest.filter(c -> c.phase().equals(TRAIN)), progress, stop)) return Optional.empty();
        // of a resumed run nobody knows what the part before has cost
        OptionalDouble spent = latest.isPresent()
                ? OptionalDouble.empty()
                : OptionalDouble.of((processorNanos() - from - measuring) / 1e9);
        try {
            return Optional.of(finish(folder, spent, new UntilStopped(progress, stop)));
        } catch (CancellationException e) {
            if (!stop.requested()) throw e;
            return Optional.empty(); // training is on disk, and resuming measures again
        }
    }

    /** Processor time of the thread that trains. With one thread of the engine that is all training costs. */
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** @return whether the phase is complete */
    private boolean pretrain(
            Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        if (config.pretrain().iterations() > 0 && !denoise(sampler, folder, latest, progress, stop)) return false;
        sampler.restartAverage();
        new Safetensors(sampler.state(), Map.of("what", "the sampler after pre-training"))
                .write(folder.path().resolve("checkpoints").resolve(PRETRAINED_FILE));
        return true;
    }

    /** @return whether the phase is complete */
    private boolean denoise(
            Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        long iterations = config.pretrain().iterations();
        try (Learner learner = new Learner(
                        root,
                        sampler.weights(),
                        Adam.of(config.pretrain().rate()),
                        config.trainer().microBatch());
                Pretrainer pretrainer = new Pretrainer(
                        root,
                        learner,
                        models.pretraining(config.sampler().prediction()),
                        RateSchedule.cosine(Math.max(1, iterations), 0))) {
            latest.ifPresent(c -> pretrainer.restore(c.state(), origin(folder)));
            Phase phase = new Phase(
                    PRETRAIN, iterations, config.pretrain().batch(), pretrainer::iterate, pretrainer::state, i -> true);
            return phase.run(folder, latest.map(Checkpoint::iteration).orElse(0L), progress, stop);
        }
    }

    /** @return whether the phase is complete */
    private boolean train(RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        latest.ifPresent(c -> game.restore(c.state(), origin(folder)));
        long from = latest.map(Checkpoint::iteration).orElse(0L);
        if (latest.isEmpty()) folder.checkpoint(TRAIN, 0, game.state());
        int every = config.evaluation().every();
        long started = processorNanos();
        try (DistanceToData ruler = every > 0 ? judge.ruler(progress) : null) {
            measuring += processorNanos() - started;
            Step step = (i, batch, labels, draws) -> {
                Map<String, Double> row = game.iterate(i, batch, labels, draws);
                return ruler != null && (i + 1) % every == 0 ? measured(ruler, row) : row;
            };
            Phase phase = new Phase(
                    TRAIN,
                    config.trainer().iterations(),
                    config.trainer().batch(),
                    step,
                    game::state,
                    game::isCheckpoint);
            return phase.run(folder, from, progress, stop);
        }
    }

    /** A row that begins with how far the averages of now are from the data. */
    private Map<String, Double> measured(DistanceToData ruler, Map<String, Double> row) {
        long started = processorNanos();
        Map<String, Double> longer = new LinkedHashMap<>();
        try (Trained now = trained()) {
            float[] samples = now.sample(0, 0, config.evaluation().everySamples(), Progress.NONE);
            longer.put(DISTANCE + judge.distance(), ruler.distance(samples));
        }
        longer.putAll(row);
        measuring += processorNanos() - started;
        return longer;
    }

    private Trained trained() {
        return Trained.of(
                root,
                config,
                models,
                game.sampler().map(Learner::average),
                game.energy().average());
    }

    private static String origin(RunFolder folder) {
        return folder.checkpoints().latestFile().map(Path::toString).orElse("checkpoint");
    }

    private Map<String, Object> finish(RunFolder folder, OptionalDouble spent, Progress progress) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("iterations", config.trainer().iterations());
        spent.ifPresent(seconds -> result.put("cpu_seconds", Math.round(seconds * 1000) / 1000.0));
        result.put(
                "network_evaluations",
                config.trainer().iterations() * config.trainer().batch() * game.evaluations());
        Map<String, Object> paths = new LinkedHashMap<>();
        try (Trained trained = trained()) {
            List<Reported> metrics = metrics(trained, folder, progress);
            result.put("metrics", MeasuredFormat.metrics(metrics));
            judge.note().ifPresent(note -> result.put("note", note));
            paths.put("card", OpenRun.writeCards(metrics, folder.path()).toString());
            List<Path> pictures = new ArrayList<>(judge.pictures(trained, metrics, folder.path()));
            RunCurves.write(folder.path()).ifPresent(pictures::add);
            pictures.forEach(p -> paths.put(p.getFileName().toString().replace(".png", ""), p.toString()));
        }
        if (!game.warnings().isEmpty()) result.put("warnings", game.warnings());
        result.put("paths", paths);
        return result;
    }

    private List<Reported> metrics(Trained trained, RunFolder folder, Progress progress) {
        if (game.sampler().isEmpty() || !config.evaluation().before()) return judge.metrics(trained, null, progress);
        Path file = folder.path().resolve("checkpoints").resolve(PRETRAINED_FILE);
        Weights before = Trained.samplerOf(root, models, Safetensors.read(file).tensors(), file.toString());
        try (Trained pretrained = Trained.of(
                root, config, models, Optional.of(before), game.energy().average())) {
            return judge.metrics(trained, pretrained, progress);
        }
    }

    @Override
    public void close() {
        if (game != null) game.close();
        root.close();
    }

    /** One iteration of a phase. */
    private interface Step {
        Map<String, Double> iterate(long i, NDArray batch, NDArray labels, Draws draws);
    }

    private interface StateSupplier {
        Map<String, HostTensor> state();
    }

    private interface CheckpointRule {
        boolean isCheckpoint(long i);
    }

    /** The loop around a step: data, reports, checkpoints, stopping. */
    private final class Phase {

        private final String name;
        private final long iterations;
        private final int batch;
        private final Step step;
        private final StateSupplier state;
        private final CheckpointRule complete;
        private final SeededDraws draws;

        Phase(String name, long iterations, int batch, Step step, StateSupplier state, CheckpointRule complete) {
            this.name = name;
            this.iterations = iterations;
            this.batch = batch;
            this.step = step;
            this.state = state;
            this.complete = complete;
            this.draws = new SeededDraws(Seeds.mix(config.seed(), name));
        }

        boolean run(RunFolder folder, long from, Progress progress, StopFlag stop) {
            if (from == iterations) return true;
            progress.begin(name, from, iterations);
            long saved = from;
            for (long i = from; i < iterations; i++) {
                Map<String, Double> row = iterate(folder, i);
                boolean report = row.containsKey(DISTANCE + judge.distance())
                        || (i + 1) % config.trainer().reportEvery() == 0
                        || i + 1 == iterations;
                progress.step(name, i + 1, report ? row : Map.of());
                boolean due =
                        i + 1 - saved >= config.trainer().checkpointEvery() || stop.requested() || i + 1 == iterations;
                if (due && (complete.isCheckpoint(i) || i + 1 == iterations)) {
                    folder.checkpoint(name, i + 1, state.state());
                    saved = i + 1;
                    if (stop.requested() && i + 1 < iterations) return false;
                }
            }
            progress.end(name);
            return true;
        }

        private Map<String, Double> iterate(RunFolder folder, long i) {
            Map<String, Double> row;
            try (NDManager scope = root.newSubManager()) {
                long order = Seeds.mix(config.seed(), name);
                float[] values = data.batch(order, i, batch);
                long[] labels = Arrays.stream(data.labels(order, i, batch))
                        .asLongStream()
                        .toArray();
                row = step.iterate(
                        i,
                        Torch.array(scope, values, Trained.batched(batch, data.sampleShape())),
                        Torch.array(scope, labels, batch),
                        draws.at(i));
            } catch (Diverged e) {
                throw diverged(folder, i, e.getMessage(), e);
            }
            for (Map.Entry<String, Double> scalar : row.entrySet()) {
                if (Math.abs(scalar.getValue()) > HOPELESS) {
                    throw diverged(folder, i, scalar.getKey() + " is beyond " + HOPELESS + "; " + row, null);
                }
            }
            return row;
        }

        private IllegalStateException diverged(RunFolder folder, long i, String what, Throwable cause) {
            String good = folder.checkpoints()
                    .latestFile()
                    .filter(Files::exists)
                    .map(Path::toString)
                    .orElse("none yet");
            return new IllegalStateException(
                    name + " diverged at iteration " + (i + 1) + ": " + what + "; last good checkpoint: " + good
                            + "; lower learning rates or a larger objective.gamma usually help",
                    cause);
        }
    }
}
