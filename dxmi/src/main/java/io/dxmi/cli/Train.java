package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.download.PictureSet;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.Kept;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunPlace;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.result.RunSummary;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.engine.train.WorkerLost;
import io.dxmi.tensorboard.TensorBoardFile;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dxmi train}. */
@Command(
        name = "train",
        description = "Pre-trains a sampler, trains it together with an energy, measures and draws the result.",
        footer = {
            "",
            "Examples:",
            "  dxmi train 8gaussians",
            "  dxmi train images data.path=photos            your own pictures",
            "  dxmi train transport data.source=photos/a data.path=photos/b    from pictures to others, without pairs",
            "  dxmi train digits --seed 1 trainer.iterations=2000",
            "  dxmi train -c mine.yaml data.path=points.csv --out runs/mine",
            "  dxmi train --resume runs/mine",
            "  dxmi train images data.path=photos --workers 4    four processes share every batch"
        })
class Train implements Callable<Integer> {

    private final Experiments experiments;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigArguments source;

    @Mixin
    private EngineArguments engine;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private WorkersArguments workers;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of data order, noise and weights; same as seed=N.")
    private String seed;

    @Option(
            names = "--init",
            paramLabel = "CHECKPOINT",
            description = "Start from the sampler in this run folder, or from the network in a .pth, .pt, .pkl (EDM),"
                    + " .safetensors or .npz file or a diffusers folder; same as pretrain.init=CHECKPOINT.")
    private String init;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "The run folder, new or empty (default: runs/NAME-n with the next free n).")
    private Path out;

    @Option(
            names = "--download",
            description = "Fetch mnist, fashion-mnist or cifar10 into data.path first, unless something is there.")
    private boolean download;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue this run from its latest checkpoint, with its own configuration.")
    private Path resume;

    @Option(
            names = "--dry-run",
            description = "Show the resolved configuration, the networks' sizes, and a forecast of memory, disk and"
                    + " time (from a few iterations, which are timed); keep nothing.")
    private boolean dryRun;

    @Option(
            names = "--tensorboard",
            description = "Also write an event file of TensorBoard, RUN/tensorboard, while training.")
    private boolean tensorboard;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    Train(Experiments experiments) {
        this.experiments = experiments;
    }

    /** Assignments that this command adds to the user's. */
    List<String> fixed() {
        return List.of();
    }

    /** Whether this command is for the training before the joint one. */
    boolean pretrains() {
        return false;
    }

    /** What this command asks of a configuration beyond its being right. @throws UserError if it does not fit */
    void check(Config config) {}

    @Override
    public Integer call() {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
        if (workers.join().isPresent()) return help(workers.join().get());
        if (resume != null) return resume();
        Config config = source.load(assignments(), pretrains()).resolvedAgainst(Path.of(""));
        check(config);
        FirstWeights.requireStart(config);
        if (out != null) RunPlace.requireNew(out, config);
        if (!quiet) source.findings().forEach(spec.commandLine().getErr()::println);
        if (download) download(config.data());
        try (Crew crew = crew();
                Experiment experiment = prepare(config, crew)) {
            if (dryRun) return dryRun(crew, Optional.empty()).show(experiment);
            Optional<String> loss = gather(experiment, crew);
            if (loss.isPresent()) return lost(loss.get() + "; nothing is trained yet: run the same command again");
            try (RunFolder folder = RunFolder.create(out, experiment.config(), record(config))) {
                return conduct(experiment, folder);
            }
        }
    }

    private static void download(DataConfig data) {
        PictureSet set = PictureSet.named(data.name())
                .orElseThrow(() ->
                        new UserError("--download is for data.name=" + PictureSet.labels() + ", got " + data.name()));
        if (data.path() == null) {
            throw new UserError("--download needs data.path, the folder that the pictures go to, got nothing");
        }
        Path folder = Path.of(data.path());
        String[] there = folder.toFile().list();
        if (there == null || there.length == 0) set.fetch(folder);
    }

    private boolean isConfigured() {
        return !source.isEmpty() || seed != null || init != null || out != null;
    }

    private int resume() {
        if (isConfigured()) {
            throw new UserError(
                    "--resume takes its configuration and place from the run; expected no preset, -c, KEY=VALUE,"
                            + " --seed, --init or --out beside it");
        }
        Config config = RunFolder.continued(resume);
        if (download) download(config.data());
        try (Crew crew = crew();
                Experiment experiment = prepare(config, crew)) {
            if (dryRun) return dryRun(crew, Checkpoints.of(resume).latest()).show(experiment);
            Optional<String> loss = gather(experiment, crew);
            if (loss.isPresent()) return lost(loss.get(), resume);
            try (RunFolder folder = RunFolder.resume(resume, record(config))) {
                return conduct(experiment, folder);
            }
        }
    }

    private DryRun dryRun(Crew crew, Optional<Checkpoint> from) {
        return new DryRun(spec.commandLine(), quiet, crew.workers().count(), crew.here(), engine.device(), from);
    }

    private Crew crew() {
        List<String> options = new ArrayList<>(engine.words());
        options.addAll(trust.words());
        return new Crew(workers, options, spec.commandLine().getErr());
    }

    private Experiment prepare(Config config, Crew crew) {
        return crew.workers().isAlone()
                ? experiments.prepare(config, engine.device())
                : new TrainingRun(config, Devices.named(crew.device(engine.device(), 0)), crew.workers());
    }

    /** @return which worker ended before all were there, if one did */
    private Optional<String> gather(Experiment experiment, Crew crew) {
        experiment.prepare();
        long parameters =
                experiment.parameters().values().stream().mapToLong(n -> n).sum();
        try {
            crew.gather(experiment.config(), engine.device(), parameters);
            return Optional.empty();
        } catch (WorkerLost e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Trains beside the worker that keeps the run. */
    private int help(InetSocketAddress first) {
        if (isConfigured() || resume != null) {
            throw new UserError("--join takes its configuration from the first worker; expected no preset, -c,"
                    + " KEY=VALUE, --seed, --init, --out or --resume beside it");
        }
        return JoinedWorker.train(
                first,
                workers.helper(),
                engine.device(),
                quiet,
                spec.commandLine().getErr());
    }

    private List<String> assignments() {
        List<String> all = new ArrayList<>(fixed());
        if (seed != null) all.add("seed=" + seed);
        if (init != null) all.add("pretrain.init=" + init);
        return all;
    }

    private RunRecord record(Config config) {
        return RunRecord.now(spec.commandLine().getParseResult().originalArgs(), config.seed(), engine.device());
    }

    private int conduct(Experiment experiment, RunFolder folder) {
        RunConsole console = new RunConsole(spec.commandLine().getErr(), quiet);
        Optional<RunSummary> summary;
        try {
            summary = tensorboard ? withEvents(console, experiment, folder) : console.run(experiment, folder);
        } catch (WriteFailed e) {
            throw e.continuedBy("continue with: dxmi train --resume " + folder.path());
        } catch (WorkerLost e) {
            return lost(e.getMessage(), folder.path());
        }
        if (summary.isEmpty()) return console.exitCode();
        spec.commandLine().getOut().println(Json.line(RunJson.of(summary.get())));
        return 0;
    }

    private int lost(String loss, Path run) {
        return lost(Kept.afterLoss(loss, run, "dxmi train --resume " + run + " --workers " + workers.count()));
    }

    private int lost(String line) {
        spec.commandLine().getErr().println("dxmi: failed: " + line);
        return 1;
    }

    private static Optional<RunSummary> withEvents(RunConsole console, Experiment experiment, RunFolder folder) {
        try (TensorBoardFile events = TensorBoardFile.inside(folder.path())) {
            return console.run(experiment, folder, events);
        }
    }
}
