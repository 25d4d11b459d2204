package io.dxmi.runs.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.DataParallel;
import io.dxmi.build.Footprint;
import io.dxmi.build.Forecast;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.build.NoiseChoice;
import io.dxmi.config.Config;
import io.dxmi.judge.Judge;
import io.dxmi.judge.Judges;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.runs.start.Reward;
import io.dxmi.runs.time.IterationsLeft;
import io.dxmi.runs.time.TimeForecast;
import io.dxmi.runs.time.TimedTraining;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UntilStopped;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** Pre-training, joint training, measuring and drawing: what {@code dxmi train} does. */
public final class TrainingRun implements Experiment {

    private final NDManager root;
    private final Workers workers;
    private Config config;
    private final Models models;
    private final Optional<Reward> reward;
    private DataSource data;
    private List<String> choices = List.of();
    private Setup setup;

    /**
     * Lays the networks out, and reads the data unless they are pictures: {@link #prepare} does then.
     *
     * @throws io.dxmi.samplers.UserError if the configuration does not fit the data or {@code pretrain.init}
     */
    public TrainingRun(Config config, Device device) {
        this(config, device, Workers.ALONE);
    }

    /**
     * The same of one of several workers; the first one calls {@link #run}, the others {@link #help}.
     *
     * @throws io.dxmi.samplers.UserError also if the configuration cannot be shared by so many
     */
    public TrainingRun(Config config, Device device, Workers workers) {
        this.config = config;
        this.workers = workers;
        DataParallel.require(config, workers.count());
        if (config.pretrain().init() != null) {
            new FirstWeights(Path.of(config.pretrain().init())).requirePrediction(config.sampler());
        }
        boolean large = config.data().onDisk();
        if (!large) readData();
        this.models = Models.of(config, Data.shape(config.data()));
        this.reward = Reward.of(config, Data.shape(config.data()));
        Footprint.here().requireNetworks(models);
        this.root = Torch.open(device);
        if (!large) allocate();
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public List<String> choices() {
        return choices;
    }

    @Override
    public Optional<Forecast> forecast() {
        return Optional.of(Forecast.of(config, models, workers.count()));
    }

    @Override
    public Optional<TimeForecast> time(Optional<Checkpoint> from, int here) {
        return TimedTraining.of(
                root,
                config,
                models,
                reward.map(file -> file.cost(root)),
                IterationsLeft.of(config, from),
                workers.count(),
                here);
    }

    @Override
    public void prepare() {
        if (!root.getDevice().isGpu())
            Forecast.of(config, models, workers.count()).requireMemory(config, Forecast.machine());
        if (setup != null) return;
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
        Footprint.here().requireRows(config, data);
        NoiseChoice noise = NoiseChoice.of(config, data);
        config = noise.config();
        choices = noise.lines();
        Judge judge = Judges.of(config, data, root);
        Part part = Setup.part(config, workers, config.trainer().batch());
        Game game = Game.of(root, config, models, reward.map(file -> file.cost(root)), part);
        setup = new Setup(root, config, models, data, judge, workers, game);
        if (config.pretrain().init() != null) {
            new FirstWeights(Path.of(config.pretrain().init()))
                    .into(game.sampler().orElseThrow().weights(), config.sampler());
        }
    }

    @Override
    public Map<String, Long> parameters() {
        if (setup == null) return models.trainedSizes(config);
        Map<String, Long> sizes = new LinkedHashMap<>();
        setup.game()
                .learners()
                .forEach(l -> sizes.put(l.weights().name(), l.weights().size()));
        return sizes;
    }

    @Override
    public Optional<RunResult> run(RunFolder folder, Progress progress, StopFlag stop) {
        prepare();
        folder.describe(RunContent.of(config, models));
        Optional<Checkpoint> latest = folder.checkpoints().latest();
        Optional<Checkpoint> joint = latest.filter(c -> c.phase().equals(GameTraining.NAME));
        Optional<Learner> sampler = setup.game().sampler();
        if (latest.isEmpty()) begin(folder);
        long from = Processor.nanos();
        if (joint.isEmpty() && sampler.isPresent()) {
            if (!new Pretraining(setup).run(sampler.get(), folder, latest, progress, stop)) return stopped();
        }
        GameTraining training = new GameTraining(setup);
        if (!training.run(folder, joint, progress, stop)) return stopped();
        workers.release();
        // the cost of the part before a resume is not known
        OptionalDouble spent = latest.isPresent()
                ? OptionalDouble.empty()
                : OptionalDouble.of((Processor.nanos() - from - training.measuringNanos()) / 1e9);
        OptionalDouble measuring =
                latest.isPresent() ? OptionalDouble.empty() : OptionalDouble.of(training.measuringNanos() / 1e9);
        try {
            return Optional.of(new Finish(setup).run(folder, spent, measuring, new UntilStopped(progress, stop)));
        } catch (CancellationException e) {
            if (!stop.requested()) throw e;
            return Optional.empty(); // training is on disk, and resuming measures again
        }
    }

    private Optional<RunResult> stopped() {
        workers.release();
        return Optional.empty();
    }

    private void begin(RunFolder folder) {
        config.requireStart();
        Map<String, HostTensor> frozen = setup.game().frozen();
        if (!frozen.isEmpty()) folder.checkpoints().writeFrozen(frozen);
    }

    /** Trains beside the first worker, which keeps the run, to the end of the training. */
    public void help() {
        prepare();
        Start start = Start.hear(workers);
        if (start.phase().equals(Pretraining.NAME)) {
            new Pretraining(setup).help(setup.game().sampler().orElseThrow(), start);
            start = Start.hear(workers);
        }
        new GameTraining(setup).help(start);
    }

    @Override
    public void close() {
        if (setup != null) setup.game().close();
        root.close();
    }
}
