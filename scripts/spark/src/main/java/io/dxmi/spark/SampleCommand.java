package io.dxmi.spark;

import io.dxmi.Json;
import io.dxmi.cli.SamplingArguments;
import io.dxmi.runs.OpenRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.sampling.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark sample}. */
@Command(
        name = "sample",
        description = "Draws samples of a run, the bytes that 'dxmi sample' draws.",
        footer = {
            "",
            "Executors read the run folder at the same path. Into .parquet they write themselves, one part a task; other"
                    + " files and folders are written here, and a command that was stopped goes on.",
            "",
            "Examples:",
            "  dxmi-spark sample runs/digits-1 -n 50000 --out images",
            "  dxmi-spark sample runs/8gaussians-1 -n 10000000 --master spark://head:7077 --out /shared/points.parquet"
        })
final class SampleCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder.")
    private Path run;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description =
                    "New .parquet folder of parts, or as of 'dxmi sample': .csv, .npz, .safetensors, or for images"
                            + " .png (a grid) or a folder of PNG files.")
    private Path out;

    @Mixin
    private SamplingArguments how;

    @Mixin
    private SparkArguments arguments;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        Sampling sampling = how.sampling(run, Optional.of(out));
        boolean parquet = out.toString().endsWith(".parquet");
        if (parquet && Files.exists(out)) {
            throw new UserError("--out " + out + " exists; expected a new folder");
        }
        OpenRun.Outline outline = OpenRun.outline(run, sampling.checkpoint());
        SampleTask task = SampleTask.of(sampling);
        Progress progress = arguments.progress(spec);
        long before = arguments.with(spark -> {
            try {
                return parquet ? table(spark, task, outline) : file(spark, sampling, task, progress);
            } finally {
                Opened.closeAll(task.job());
            }
        });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", outline.config().name());
        result.put("seed", sampling.seed());
        result.put("checkpoint", outline.checkpoint().toString());
        how.addTo(result);
        result.put("samples", sampling.number());
        if (before > 0) result.put("from_before", before);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("paths", Map.of("samples", out.toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private long table(SparkSession spark, SampleTask task, OpenRun.Outline outline) {
        SampleTable.write(spark, task, outline, out);
        return 0;
    }

    /** Says how many samples an earlier call had drawn. */
    private static long file(SparkSession spark, Sampling sampling, SampleTask task, Progress progress) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return sampling.draw(outline -> new SparkRows(context, task, outline.dimensions()), progress)
                .orElseThrow()
                .before();
    }
}
