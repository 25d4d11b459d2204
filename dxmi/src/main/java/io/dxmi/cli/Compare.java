package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.comparison.ComparisonTable;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.StopFlag;
import io.dxmi.samplers.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        footer = {
            "",
            "Examples:",
            "  dxmi compare 8gaussians gcd-8gaussians pcd-8gaussians --seeds 5 --out runs/contest",
            "  dxmi compare 8gaussians 2spirals --seeds 5 --jobs 2"
        })
final class Compare implements Callable<Integer> {

    private final Experiments experiments;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PRESET | KEY=VALUE",
            arity = "1..*",
            description =
                    "Presets, and keys to change in all of them that have the key, such as trainer.iterations=1000.")
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
    private JobsArguments jobs;

    @Mixin
    private EngineArguments engine;

    Compare(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        PresetComparison comparison = new PresetComparison(
                words.stream().filter(w -> !w.contains("=")).toList(),
                words.stream().filter(w -> w.contains("=")).toList(),
                seeds,
                out,
                engine.device(),
                spec.commandLine().getParseResult().originalArgs());
        StopFlag stop = new StopFlag();
        if (jobs.isWorker()) return JobsArguments.work(stop, false, comparison.work(experiments, stop));
        PrintWriter err = spec.commandLine().getErr();
        RunConsole console = new RunConsole(err, quiet);
        Optional<WorkerPool> pool = jobs.areSeveral() ? Optional.of(pool(comparison, stop)) : Optional.empty();
        Optional<ComparisonTable> compared = pool.map(
                        workers -> comparison.run(workers, quiet ? Progress.NONE : Consoles.progress(err)))
                .orElseGet(() -> comparison.run(experiments, console));
        if (compared.isEmpty()) {
            if (stop.requested()) err.println("dxmi: stopped; the same command trains what is missing");
            return pool.map(WorkerPool::exitCode).orElseGet(console::exitCode);
        }
        if (!quiet) err.print(compared.get().table());
        err.flush();

        Map<String, Object> result = new LinkedHashMap<>();
        result.put("presets", comparison.presets());
        result.put("seeds", seeds);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("table", compared.get().statistics());
        result.put(
                "paths",
                Map.of(
                        "table", comparison.tableFile().toString(),
                        "figure", comparison.figureFile().toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    /** Each preset is laid out once before workers start: a mistake shows at once, and the largest says what memory they need. */
    private WorkerPool pool(PresetComparison comparison, StopFlag stop) {
        Signals.handOver(stop, spec.commandLine().getErr(), "each worker after its iteration");
        return jobs.pool(spec, comparison.networkBytes(experiments), stop);
    }
}
