package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.comparison.ComparisonTable;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.comparison.Variants;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.Experiments;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What commands share that train several variants with several seeds. */
final class ComparisonArguments {

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seeds 0 to N-1 of each (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the runs, table.md and table.png go (default: runs/compare, or runs/sweep-PRESET of a"
                    + " sweep).")
    private Path out;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private JobsArguments jobs;

    @Mixin
    private EngineArguments engine;

    /**
     * Trains what is missing, and prints the result.
     *
     * @param usual the folder if none was given
     * @param key of the variants' names in the result
     * @return exit code
     */
    int run(CommandSpec spec, Experiments experiments, Path usual, String key, Supplier<Variants> variants) {
        engine.apply();
        long started = System.nanoTime();
        List<String> command = JobsArguments.withoutWorker(spec);
        PresetComparison comparison =
                new PresetComparison(variants.get(), seeds, out == null ? usual : out, engine.device(), command);
        StopFlag stop = new StopFlag();
        if (jobs.isWorker()) return JobsArguments.work(stop, false, comparison.work(experiments, stop));
        PrintWriter err = spec.commandLine().getErr();
        RunConsole console = new RunConsole(err, quiet);
        Optional<WorkerPool> pool =
                jobs.areSeveral() ? Optional.of(pool(spec, experiments, comparison, stop)) : Optional.empty();
        Optional<ComparisonTable> compared = pool.map(
                        workers -> comparison.run(workers, quiet ? Progress.NONE : Consoles.progress(err)))
                .orElseGet(() -> comparison.run(experiments, console));
        if (compared.isEmpty()) {
            if (stop.requested()) err.println("dxmi: stopped; the same command trains what is missing");
            return pool.map(WorkerPool::exitCode).orElseGet(console::exitCode);
        }
        if (!quiet) err.print(compared.get().table());
        Map<String, List<String>> failures = compared.get().failures();
        failures.forEach((failure, runs) -> err.println("dxmi: failed: " + String.join(", ", runs) + ": " + failure
                + " (stack trace in error.txt of each; the same command tries again)"));
        err.flush();

        Map<String, Object> result = new LinkedHashMap<>();
        result.put(key, comparison.variants().names());
        result.put("seeds", seeds);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("table", compared.get().statistics());
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("table", comparison.tableFile().toString());
        if (Files.exists(comparison.figureFile()))
            paths.put("figure", comparison.figureFile().toString());
        result.put("paths", paths);
        if (!failures.isEmpty())
            result.put(
                    "failed", failures.values().stream().flatMap(List::stream).toList());
        spec.commandLine().getOut().println(Json.line(result));
        return failures.isEmpty() ? 0 : 1;
    }

    /** Each variant is laid out once before workers start: a mistake shows at once, and the largest says what memory they need. */
    private WorkerPool pool(CommandSpec spec, Experiments experiments, PresetComparison comparison, StopFlag stop) {
        Signals.handOver(stop, spec.commandLine().getErr(), "each worker after its iteration");
        return jobs.pool(spec, comparison.networkBytes(experiments), stop);
    }
}
