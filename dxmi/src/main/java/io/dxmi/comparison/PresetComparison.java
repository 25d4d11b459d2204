package io.dxmi.comparison;

import static io.dxmi.samplers.UserError.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.plot.Strips;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.ExperimentRunner;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
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
        return WriteLock.folder(out).during(() -> train(experiments, runner));
    }

    private Optional<ComparisonTable> train(Experiments experiments, ExperimentRunner runner) {
        ComparisonTable table = new ComparisonTable(presets);
        for (int seed = 0; seed < seeds; seed++) {
            for (Config config : configs(presets, settings, seed)) {
                Path folder = out.resolve(config.name() + "-seed" + seed);
                if (!complete(folder, config, experiments, runner)) return Optional.empty();
                table.add(config.name(), summary(folder));
            }
            AtomicFiles.write(tableFile(), table.table());
            Strips.write(figureFile(), presets, table.series());
        }
        return Optional.of(table);
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
    private boolean complete(Path folder, Config config, Experiments experiments, ExperimentRunner runner) {
        boolean begun = Files.exists(folder.resolve("config.yaml"));
        if (begun && !RunFolder.config(folder).equals(config)) {
            throw new UserError(folder + " was trained with other settings; expected the same, or another "
                    + parameter("out") + " folder");
        }
        if (begun && RunFolder.summaryOf(folder).isPresent()) return true;
        try (Experiment experiment = experiments.prepare(config, device);
                RunFolder run = begun
                        ? RunFolder.resume(folder, record(config))
                        : RunFolder.create(folder, config, record(config))) {
            return runner.run(experiment, run).isPresent();
        }
    }

    private RunRecord record(Config config) {
        return RunRecord.now(command, config.seed(), device);
    }

    private static JsonNode summary(Path folder) {
        return RunFolder.summaryOf(folder)
                .orElseThrow(() -> new UserError("cannot read " + folder.resolve("summary.json")));
    }
}
