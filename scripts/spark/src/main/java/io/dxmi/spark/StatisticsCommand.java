package io.dxmi.spark;

import io.dxmi.Json;
import io.dxmi.cli.MeasureArguments;
import io.dxmi.cli.TrustArguments;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark statistics}. */
@Command(
        name = "statistics",
        description =
                "Writes mean, covariance and some features of pictures: the statistics of 'dxmi reference build'.",
        footer = {
            "",
            "Executors read the pictures at the same paths.",
            "",
            "Example:",
            "  dxmi-spark statistics pictures/ --master spark://head:7077 --out pictures.npz"
        })
final class StatisticsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGES",
            arity = "1..*",
            description = "Folders, .zip, .npz, .npy, idx or CIFAR-10 files; several count as one set.")
    private List<Path> inputs;

    @Option(names = "--out", required = true, paramLabel = "REF", description = "New file, .npz.")
    private Path out;

    @Mixin
    private MeasureArguments measure;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private SparkArguments arguments;

    @Override
    public Integer call() {
        trust.apply(spec.commandLine().getErr());
        long started = System.nanoTime();
        ReferenceEvaluation how = measure.measuring(spec, Optional.empty(), Optional.empty(), "cpu");
        if (how.workers().pools().isPresent()) {
            throw new UserError("--jobs: expected no such option, since executors are the workers");
        }
        if (how.skipped().isPresent()) {
            throw new UserError(
                    "--skip-corrupt: expected no such option, since the place of a picture counts the readable"
                            + " ones before it; use dxmi reference build, or take the corrupt pictures away");
        }
        FeatureSet set = arguments.with(spark -> Statistics.build(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), inputs, out, how, arguments.progress(spec)));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("extractor", set.features().orElseThrow().name());
        result.put("n", set.pooled().count());
        result.put("dimensions", set.pooled().dimensions());
        result.put("kept", set.kept().count());
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("paths", Map.of("reference", out.toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
