package io.dxmi.spark;

import ai.djl.Device;
import io.dxmi.cli.SeedsArguments;
import io.dxmi.cli.Signals;
import io.dxmi.comparison.ComparisonTable;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.comparison.Variants;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.StopFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands share that train several variants with several seeds, a task a run. */
final class ComparisonArguments {

    @Mixin
    private SeedsArguments seeds;

    @Mixin
    private SparkArguments arguments;

    /**
     * Trains what is missing, and prints the result.
     *
     * @param usual the folder if none was given
     * @param key of the variants' names in the result
     * @return exit code
     */
    int run(CommandSpec spec, Path usual, String key, Variants variants) {
        PresetComparison comparison = seeds.comparison(spec, variants, usual, "cpu");
        if (!arguments.isQuiet()) variants.findings().forEach(spec.commandLine().getErr()::println);
        comparison.networkBytes((config, device) -> new TrainingRun(config, Device.cpu())); // a mistake shows here
        StopFlag stop = new StopFlag();
        Optional<ComparisonTable> compared = arguments.with(Map.of(), spark -> {
            Signals.handOver(stop, spec.commandLine().getErr(), "each run after its iteration");
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            return comparison.run(
                    (runs, listener) -> train(context, comparison, runs, listener, stop), arguments.progress(spec));
        });
        if (compared.isPresent()) return seeds.report(spec, comparison, key, arguments.isQuiet(), compared.get());
        spec.commandLine().getErr().println("dxmi: stopped; the same command trains what is missing");
        return stop.exitCode();
    }

    private static boolean train(
            JavaSparkContext spark,
            PresetComparison comparison,
            List<String> runs,
            WorkerPool.Listener listener,
            StopFlag stop) {
        SharedFolder shared = new SharedFolder(comparison.out());
        try (ComparisonWatch watch = new ComparisonWatch(comparison.out(), runs, listener, stop, shared)) {
            Stage.run(spark, runs, ComparisonTask.of(comparison, shared.mark()), watch);
            return watch.isComplete();
        }
    }
}
