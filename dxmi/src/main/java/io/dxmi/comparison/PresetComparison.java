package io.dxmi.comparison;

import static io.dxmi.samplers.UserError.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.eval.plot.Strips;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.ExperimentRunner;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.RecordedRun;
import io.dxmi.runs.RunFailed;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Variants to train with several seeds, and where. What the folder already holds is not trained again.
 *
 * @param variants presets, or settings of a preset
 * @param seeds seeds 0 to {@code seeds - 1} of each variant
 * @param out folder of the runs, {@code table.md} and {@code table.png}
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param command recorded in each run folder
 */
public record PresetComparison(Variants variants, int seeds, Path out, String device, List<String> command) {

    /** A run that belongs to the comparison. */
    record Run(String variant, Config config, Path folder) {

        /** Name of its folder. */
        String name() {
            return folder.getFileName().toString();
        }
    }

    /** @throws UserError if there is no seed */
    public PresetComparison {
        command = List.copyOf(command);
        if (seeds < 1) throw new UserError(parameter("seeds") + " must be at least 1, got " + seeds);
    }

    /**
     * Trains seed by seed what is missing; after each seed the table and the figure are written. A run that fails leaves its
     * stack trace in its folder, and the others go on.
     *
     * @return the numbers and the runs that failed; empty if a run was stopped
     * @throws UserError if a run in the folder has other settings
     */
    public Optional<ComparisonTable> run(Experiments experiments, ExperimentRunner runner) {
        return WriteLock.folder(out).during(() -> {
            Map<String, String> failures = new HashMap<>();
            for (int seed = 0; seed < seeds; seed++) {
                for (Run run : runs(seed)) {
                    Optional<String> failure = attempt(run, experiments, runner);
                    if (failure.isEmpty()) return Optional.empty();
                    if (!failure.get().isEmpty()) failures.put(run.name(), failure.get());
                }
                table(seed + 1, failures);
            }
            return Optional.of(table(seeds, failures));
        });
    }

    /** What trains runs elsewhere, in processes or on a cluster. */
    @FunctionalInterface
    public interface Elsewhere {

        /**
         * Does for each run what {@link #work} does.
         *
         * @param runs names of the runs, in the order of their start
         * @param listener called from one thread at a time
         * @return whether all have a result
         */
        boolean train(List<String> runs, WorkerPool.Listener listener);
    }

    /**
     * Trains elsewhere what is missing, a job a run; the results are those of {@link #run(Experiments, ExperimentRunner)}.
     *
     * @return the numbers and the runs that failed; empty if the work was stopped
     * @throws UserError if a run in the folder has other settings
     */
    public Optional<ComparisonTable> run(Elsewhere elsewhere, Progress progress) {
        return WriteLock.folder(out).during(() -> {
            RunJobs jobs = RunJobs.of(this, progress);
            return jobs.missing().isEmpty() || elsewhere.train(jobs.missing(), jobs)
                    ? Optional.of(table(seeds, jobs.failures()))
                    : Optional.empty();
        });
    }

    /** What a worker does; the content of a run that failed is the failure's description. */
    public WorkerLoop.Work work(Experiments experiments, StopFlag stop) {
        return (job, progress) -> {
            Run run = runs().stream()
                    .filter(r -> r.name().equals(job))
                    .findFirst()
                    .orElseThrow();
            return attempt(run, experiments, new RecordedRun(progress, stop))
                    .map(failure -> failure.getBytes(StandardCharsets.UTF_8));
        };
    }

    /**
     * Memory of the largest variant's networks in training: weights, gradient, Adam's two means and the average, bytes.
     *
     * @throws UserError if a variant cannot be trained here
     */
    public long networkBytes(Experiments experiments) {
        long most = 0;
        for (Config config : variants.of(0)) {
            try (Experiment experiment = experiments.prepare(config, device)) {
                long numbers = experiment.parameters().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                most = Math.max(most, numbers * Float.BYTES * 5);
            }
        }
        return most;
    }

    /** All runs, seed by seed. */
    List<Run> runs() {
        List<Run> all = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) all.addAll(runs(seed));
        return all;
    }

    private List<Run> runs(int seed) {
        List<Run> all = new ArrayList<>();
        List<String> names = variants.names();
        List<Config> configs = variants.of(seed);
        for (int i = 0; i < names.size(); i++) {
            String folder = Variants.folder(names.get(i)) + "-seed" + seed;
            all.add(new Run(names.get(i), configs.get(i), out.resolve(folder)));
        }
        return all;
    }

    /** Writes the table and the figure of the first seeds, without the runs that failed. */
    private ComparisonTable table(int first, Map<String, String> failures) {
        ComparisonTable table = new ComparisonTable(variants.names());
        for (int seed = 0; seed < first; seed++) {
            for (Run run : runs(seed)) {
                String failure = failures.get(run.name());
                if (failure == null) table.add(run.variant(), summary(run.folder()));
                else table.failed(run.name(), failure);
            }
        }
        AtomicFiles.write(tableFile(), table.table());
        if (!table.series().isEmpty()) Strips.write(figureFile(), variants.names(), table.series());
        return table;
    }

    public Path tableFile() {
        return out.resolve("table.md");
    }

    public Path figureFile() {
        return out.resolve("table.png");
    }

    /** Trains what is missing of a run: an empty text if it is complete, the failure's description, or nothing if it stopped. */
    private Optional<String> attempt(Run wanted, Experiments experiments, ExperimentRunner runner) {
        try {
            return complete(wanted, experiments, runner) ? Optional.of("") : Optional.empty();
        } catch (RunFailed e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Trains what is missing of a run.
     *
     * @return whether it is complete
     */
    private boolean complete(Run wanted, Experiments experiments, ExperimentRunner runner) {
        if (isComplete(wanted)) return true;
        Path folder = wanted.folder();
        boolean begun = Files.exists(folder.resolve("config.yaml"));
        Config config = begun ? wanted.config().chosenAs(RunFolder.config(folder)) : wanted.config();
        try (Experiment experiment = experiments.prepare(config, device)) {
            experiment.prepare();
            try (RunFolder run = begun
                    ? RunFolder.resume(folder, record(config))
                    : RunFolder.create(folder, experiment.config(), record(config))) {
                return runner.run(experiment, run).isPresent();
            }
        }
    }

    /** Whether the folder of a run holds its result. @throws UserError if it was trained with other settings */
    boolean isComplete(Run run) {
        Path folder = run.folder();
        if (!Files.exists(folder.resolve("config.yaml"))) return false;
        Config trained = RunFolder.config(folder);
        if (!trained.equals(run.config().chosenAs(trained))) {
            throw new UserError(folder + " was trained with other settings (config.yaml); expected them, or another "
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
