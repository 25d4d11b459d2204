package io.dxmi.spark;

import io.dxmi.build.DataParallel;
import io.dxmi.cli.ConfigArguments;
import io.dxmi.cli.Signals;
import io.dxmi.cli.TrustArguments;
import io.dxmi.config.Config;
import io.dxmi.config.Yaml;
import io.dxmi.runs.Kept;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunPlace;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark train}. */
@Command(
        name = "train",
        description = "Trains with several workers that share every batch: the training of 'dxmi train --workers N'.",
        footer = {
            "",
            "Each worker is a task of one barrier stage: all start together, so N cores must be free. The run folder and"
                    + " the data must be at the same path for the command and all executors. If a worker is lost, all"
                    + " stop; --resume goes on from the last checkpoint, with any number of workers. Ctrl-C writes a"
                    + " checkpoint first.",
            "",
            "Examples:",
            "  dxmi-spark train digits --workers 2",
            "  dxmi-spark train digits --workers 2 --master 'local-cluster[2,1,4096]'",
            "  dxmi-spark train images data.path=/d/photos --workers 8 --out /d/run --master spark://head:7077",
            "  dxmi-spark train --resume /d/run --workers 4 --master spark://head:7077"
        })
final class TrainCommand implements Callable<Integer> {

    /** A lost worker ends the training, and a cluster without room for all is waited for this long: times and seconds. */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.stage.maxConsecutiveAttempts", "1",
            "spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "5s",
            "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "12");

    private static final int MOST = 1024;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigArguments source;

    @Option(names = "--workers", required = true, paramLabel = "N", description = "Workers that share every batch.")
    private int workers;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of data order, noise and weights; same as seed=N.")
    private String seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "The run folder, new or empty (default: runs/NAME-n with the next free n).")
    private Path out;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue this run from its latest checkpoint, with its own configuration.")
    private Path resume;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private SparkArguments arguments;

    @Override
    public Integer call() {
        if (workers < 1 || workers > MOST) {
            throw new UserError("--workers must be within 1 and " + MOST + ", got " + workers);
        }
        arguments.requireCores(workers);
        trust.apply(spec.commandLine().getErr());
        Config config = resume == null ? begun() : continued();
        DataParallel.require(config, workers);
        Path run = resume != null ? resume : out != null ? out : free(config.name());
        PrintWriter err = spec.commandLine().getErr();
        if (!arguments.isQuiet()) {
            source.findings().forEach(err::println);
            err.println("dxmi: run folder " + run);
        }
        StopFlag stop = new StopFlag();
        try {
            return ended(train(config, run, stop), run, stop);
        } catch (WorkerLost e) {
            return failed(
                    FirstWeights.isRun(run)
                            ? Kept.afterLoss(
                                    e.getMessage(), run, "dxmi-spark train --resume " + run + " --workers " + workers)
                            : e.getMessage() + "; nothing is trained yet: run the same command again");
        }
    }

    private Config begun() {
        Config config =
                source.load(seed == null ? List.of() : List.of("seed=" + seed)).resolvedAgainst(Path.of(""));
        FirstWeights.requireStart(config);
        if (out != null) RunPlace.requireNew(out, config);
        return config;
    }

    private Config continued() {
        if (!source.isEmpty() || seed != null || out != null) {
            throw new UserError("--resume takes its configuration and place from the run; expected no preset, -c,"
                    + " KEY=VALUE, --seed or --out beside it");
        }
        return RunFolder.continued(resume);
    }

    private static Path free(String name) {
        int n = 1;
        while (Files.exists(Path.of("runs", name + "-" + n))) n++;
        return Path.of("runs", name + "-" + n);
    }

    private TrainTask.End train(Config config, Path run, StopFlag stop) {
        Path path = run.toAbsolutePath().normalize();
        return arguments.with(SETTINGS, spark -> {
            Signals.handOver(stop, spec.commandLine().getErr(), "after this iteration");
            SharedFolder shared = new SharedFolder(resume == null ? path.getParent() : path);
            try (RunWatch watch = new RunWatch(path, config, arguments.progress(spec), stop, shared)) {
                return stage(spark, config, path, watch.mark());
            }
        });
    }

    private TrainTask.End stage(SparkSession spark, Config config, Path path, String mark) {
        List<String> command = spec.root().commandLine().getParseResult().originalArgs();
        TrainTask task = new TrainTask(
                Yaml.dump(config), path.toString(), resume != null, List.copyOf(command), Application.newJob(), mark);
        return TrainStage.run(JavaSparkContext.fromSparkContext(spark.sparkContext()), task, workers);
    }

    private int ended(TrainTask.End end, Path run, StopFlag stop) {
        if (end.failure() != null) return failed(end.failure());
        if (end.summary().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "dxmi: stopped; continue with: dxmi-spark train --resume " + run + " --workers " + workers);
            return stop.requested() ? stop.exitCode() : 1;
        }
        spec.commandLine().getOut().println(end.summary());
        return 0;
    }

    private int failed(String line) {
        spec.commandLine().getErr().println("dxmi: failed: " + line);
        return 1;
    }
}
