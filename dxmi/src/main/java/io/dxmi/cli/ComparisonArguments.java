package io.dxmi.cli;

import io.dxmi.comparison.ComparisonTable;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.comparison.Variants;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.Experiments;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What commands share that train several variants with several seeds. */
final class ComparisonArguments {

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private SeedsArguments seeds;

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
        PresetComparison comparison = seeds.comparison(spec, variants.get(), usual, engine.device());
        StopFlag stop = new StopFlag();
        if (jobs.isWorker()) return JobsArguments.work(stop, false, comparison.work(experiments, stop));
        PrintWriter err = spec.commandLine().getErr();
        if (!quiet) comparison.variants().findings().forEach(err::println);
        RunConsole console = new RunConsole(err, quiet);
        Optional<WorkerPool> pool =
                jobs.areSeveral() ? Optional.of(pool(spec, experiments, comparison, stop)) : Optional.empty();
        Optional<ComparisonTable> compared = pool.map(workers -> comparison.run(
                        (runs, listener) -> workers.run(runs, 1, listener),
                        quiet ? Progress.NONE : Consoles.progress(err)))
                .orElseGet(() -> comparison.run(experiments, console));
        if (compared.isEmpty()) {
            if (stop.requested()) err.println("dxmi: stopped; the same command trains what is missing");
            return pool.map(WorkerPool::exitCode).orElseGet(console::exitCode);
        }
        return seeds.report(spec, comparison, key, quiet, compared.get());
    }

    /** Each variant is laid out once before workers start: a mistake shows at once, and the largest says what memory they need. */
    private WorkerPool pool(CommandSpec spec, Experiments experiments, PresetComparison comparison, StopFlag stop) {
        Signals.handOver(stop, spec.commandLine().getErr(), "each worker after its iteration");
        return jobs.pool(spec, comparison.networkBytes(experiments), stop);
    }
}
