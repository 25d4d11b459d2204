package io.dxmi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Unread;
import io.dxmi.eval.plot.Strips;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi compare}. */
@Command(
        name = "compare",
        description = {
            "Trains several presets with several seeds and puts their numbers into one table and one figure.",
            "Run again with the same folder, it goes on where it was stopped, and only trains what is missing."
        },
        footer = {"", "Example:", "  dxmi compare 8gaussians gcd-8gaussians pcd-8gaussians --seeds 5 --out runs/contest"
        })
final class Compare implements Callable<Integer> {

    private final Experiments experiments;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PRESET | KEY=VALUE",
            arity = "1..*",
            description = "Presets, and keys to change in all of them, such as trainer.iterations=1000.")
    private List<String> words = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seeds 0 to N-1 of each preset (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "runs/compare",
            description = "Where the runs," + " table.md and table.png go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private EngineArguments engine;

    Compare(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        if (seeds < 1) throw new UserError("--seeds must be at least 1, got " + seeds);
        List<String> presets =
                words.stream().filter(w -> !w.contains("=")).distinct().toList();
        if (presets.isEmpty()) throw new UserError("expected presets (see 'dxmi presets'), got only " + words);
        // a mistake shows before the first hour of training
        Unread.refuse(presets.stream().map(preset -> config(preset, 0)).toList(), settings());

        return WriteLock.folder(out).during(() -> compare(presets, started));
    }

    private int compare(List<String> presets, long started) {
        Contest contest = new Contest(presets);
        for (int seed = 0; seed < seeds; seed++) { // seed by seed: stopped early, there is something of each preset
            for (String preset : presets) {
                Path folder = out.resolve(preset + "-seed" + seed);
                int code = trained(folder, config(preset, seed));
                if (code != 0) return code;
                contest.add(preset, summary(folder));
            }
            AtomicFiles.write(out.resolve("table.md"), contest.table());
            Strips.write(out.resolve("table.png"), presets, contest.series());
        }
        if (!quiet) spec.commandLine().getErr().print(contest.table());
        spec.commandLine().getErr().flush();

        Map<String, Object> result = new LinkedHashMap<>();
        result.put("presets", presets);
        result.put("seeds", seeds);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("table", contest.statistics());
        result.put(
                "paths",
                Map.of(
                        "table", out.resolve("table.md").toString(),
                        "figure", out.resolve("table.png").toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private List<String> settings() {
        return words.stream().filter(w -> w.contains("=")).toList();
    }

    private Config config(String preset, int seed) {
        List<String> settings = new ArrayList<>(settings());
        settings.add("seed=" + seed);
        return ConfigLoader.preset(preset, settings).resolvedAgainst(Path.of(""));
    }

    /** Trains what is missing of a run. @return 0, or the exit code of a run that was stopped */
    private int trained(Path folder, Config config) {
        if (!Files.exists(folder.resolve("config.yaml"))) {
            try (Experiment experiment = experiments.prepare(config, engine.device());
                    RunFolder run = RunFolder.create(folder, config, record(config))) {
                return conduct().run(experiment, run);
            }
        }
        if (!RunFolder.config(folder).equals(config)) {
            throw new UserError(
                    folder + " was trained with other settings; expected the same, or another --out folder");
        }
        if (Files.exists(folder.resolve("summary.json"))) return 0;
        try (Experiment experiment = experiments.prepare(config, engine.device());
                RunFolder run = RunFolder.resume(folder, record(config))) {
            return conduct().run(experiment, run);
        }
    }

    /** Every run's own line stays in its folder: the one on stdout is the table's. */
    private Conduct conduct() {
        return new Conduct(
                new PrintWriter(Writer.nullWriter()), spec.commandLine().getErr(), quiet);
    }

    private RunRecord record(Config config) {
        return RunRecord.now(spec.commandLine().getParseResult().originalArgs(), config.seed(), engine.device());
    }

    private static JsonNode summary(Path folder) {
        Path file = folder.resolve("summary.json");
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }
}
