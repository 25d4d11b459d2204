package io.dxmi.comparison;

import static io.dxmi.samplers.UserError.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.plot.Strips;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.ExperimentRunner;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.RecordedRun;
import io.dxmi.runs.StopFlag;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Presets to train with several seeds, and where. What the folder already holds is not trained again.
 *
 * @param presets names of presets
 * @param settings assignments such as {@code trainer.iterations=1000} for all of them
 * @param seeds seeds 0 to {@code seeds - 1} of each preset
 * @param out folder of the runs, {@code table.md} and {@code table.png}
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param command recorded in each run folder
 */
public record PresetComparison(
        List<String> presets, List<String> settings, int seeds, Path out, String device, List<String> command) {

    /** @throws UserError if there is no preset or no seed, or if no preset reads a setting */
    public PresetComparison {
        presets = presets.stream().distinct().toList();
        settings = List.copyOf(settings);
        command = List.copyOf(command);
        if (seeds < 1) throw new UserError(parameter("seeds") + " must be at least 1, got " + seeds);
        if (presets.isEmpty()) throw new UserError("expected presets (see 'dxmi presets'), got only " + settings);
        configs(presets, settings, 0); // a mistake shows before the first hour of training
    }

    /**
     * Trains seed by seed what is missing; after each seed the table and the figure are written.
     *
     * @return the numbers; empty if a run was stopped
     * @throws UserError if a run in the folder has other settings
     */
    public Optional<ComparisonTable> run(Experiments experiments, ExperimentRunner runner) {
        return WriteLock.folder(out).during(() -> {
            for (int seed = 0; seed < seeds; seed++) {
                for (Config config : configs(presets, settings, seed)) {
                    if (!complete(config, experiments, runner)) return Optional.empty();
                }
                table(seed + 1);
            }
            return Optional.of(table(seeds));
        });
    }

    /**
     * Trains what is missing in the processes of a pool, a job a run; the results are those of {@link #run}.
     *
     * @return the numbers; empty if the pool was stopped
     * @throws UserError if a run in the folder has other settings
     */
    public Optional<ComparisonTable> run(WorkerPool pool, Progress progress) {
        return WriteLock.folder(out).during(() -> {
            RunJobs jobs = RunJobs.of(this, progress);
            return pool.run(jobs.missing(), jobs) ? Optional.of(table(seeds)) : Optional.empty();
        });
    }

    /** What a worker of such a pool does. */
    public WorkerLoop.Work work(Experiments experiments, StopFlag stop) {
        return (job, progress) -> {
            boolean complete = complete(run(job), experiments, new RecordedRun(progress, stop));
            return complete ? Optional.of(new byte[0]) : Optional.empty();
        };
    }

    /**
     * Memory of the largest preset's networks in training: weights, gradient, Adam's two means and the average, bytes.
     *
     * @throws UserError if a preset cannot be trained here
     */
    public long networkBytes(Experiments experiments) {
        long most = 0;
        for (Config config : configs(presets, settings, 0)) {
            try (Experiment experiment = experiments.prepare(config, device)) {
                long numbers = experiment.parameters().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                most = Math.max(most, numbers * Float.BYTES * 5);
            }
        }
        return most;
    }

    /** The configurations of all runs, seed by seed. */
    List<Config> runs() {
        List<Config> all = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) all.addAll(configs(presets, settings, seed));
        return all;
    }

    private Config run(String name) {
        return runs().stream()
                .filter(config -> folder(config).getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Path folder(Config config) {
        return out.resolve(config.name() + "-seed" + config.seed());
    }

    /** Writes the table and the figure of the first seeds. */
    private ComparisonTable table(int first) {
        ComparisonTable table = new ComparisonTable(presets);
        for (int seed = 0; seed < first; seed++) {
            configs(presets, settings, seed).forEach(config -> table.add(config.name(), summary(folder(config))));
        }
        AtomicFiles.write(tableFile(), table.table());
        Strips.write(figureFile(), presets, table.series());
        return table;
    }

    public Path tableFile() {
        return out.resolve("table.md");
    }

    public Path figureFile() {
        return out.resolve("table.png");
    }

    private static List<Config> configs(List<String> presets, List<String> settings, int seed) {
        List<String> all = new ArrayList<>(settings);
        all.add("seed=" + seed);
        return ConfigLoader.presets(presets, all).stream()
                .map(config -> config.resolvedAgainst(Path.of("")))
                .toList();
    }

    /**
     * Trains what is missing of a run.
     *
     * @return whether it is complete
     */
    private boolean complete(Config config, Experiments experiments, ExperimentRunner runner) {
        if (isComplete(config)) return true;
        Path folder = folder(config);
        boolean begun = Files.exists(folder.resolve("config.yaml"));
        try (Experiment experiment = experiments.prepare(config, device);
                RunFolder run = begun
                        ? RunFolder.resume(folder, record(config))
                        : RunFolder.create(folder, config, record(config))) {
            return runner.run(experiment, run).isPresent();
        }
    }

    /** Whether the folder of a run holds its result. @throws UserError if it was trained with other settings */
    boolean isComplete(Config config) {
        Path folder = folder(config);
        if (!Files.exists(folder.resolve("config.yaml"))) return false;
        if (!RunFolder.config(folder).equals(config)) {
            throw new UserError(folder + " was trained with other settings; expected the same, or another "
                    + parameter("out") + " folder");
        }
        return RunFolder.summaryOf(folder).isPresent();
    }

    private RunRecord record(Config config) {
        return RunRecord.now(command, config.seed(), device);
    }

    private static JsonNode summary(Path folder) {
        return RunFolder.summaryOf(folder)
                .orElseThrow(() -> new UserError("cannot read " + folder.resolve("summary.json")));
    }
}
