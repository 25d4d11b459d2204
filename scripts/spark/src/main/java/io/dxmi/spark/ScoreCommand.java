package io.dxmi.spark;

import io.dxmi.Json;
import io.dxmi.cli.TableArguments;
import io.dxmi.cli.TrustArguments;
import io.dxmi.detect.Detection;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark score}. */
@Command(
        name = "score",
        description = "Scores a table or pictures with a fitted detector: the scores of 'dxmi detect score'.",
        footer = {
            "",
            "With --out in .csv or .jsonl, executors read data and model at the same paths, and the file has the bytes"
                    + " that 'dxmi detect score' writes. With --out in .parquet, Spark reads the table itself, from"
                    + " wherever it can, and adds the columns score, p_value and anomaly.",
            "",
            "Examples:",
            "  dxmi-spark score model --data pictures --out scores.csv",
            "  dxmi-spark score model --data parts.parquet --out scored.parquet --master spark://head:7077"
        })
final class ScoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder of 'dxmi detect fit'.")
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "What 'dxmi detect score' reads; or, for --out in .parquet, a table in .csv or .parquet that"
                    + " Spark reads: a path or a URL.")
    private String data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "New file that ends in .csv or .jsonl, or new folder that ends in .parquet.")
    private Path out;

    @Mixin
    private TableArguments table;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private SparkArguments arguments;

    @Override
    public Integer call() {
        trust.apply(spec.commandLine().getErr());
        long started = System.nanoTime();
        if (Detection.isModel(model) && Detection.isSeries(model)) {
            throw new UserError(
                    model + " is a model of time series, whose rows are not scored apart; use dxmi detect" + " score");
        }
        boolean parquet = out.toString().endsWith(".parquet");
        if (parquet && Files.exists(out)) throw new UserError("--out " + out + " exists; expected a new folder");
        if (!parquet && data.endsWith(".parquet")) {
            throw new UserError("--out " + out + ": of a table in .parquet, expected a name that ends in .parquet");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", model.toString());
        result.putAll(arguments.with(spark -> parquet ? table(spark) : file(spark, arguments.progress(spec))));
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private Map<String, Object> file(SparkSession spark, Progress progress) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return DetectJson.scored(ScoreTask.write(context, model, Path.of(data), out, table.choice(), progress));
    }

    private Map<String, Object> table(SparkSession spark) {
        try {
            Dataset<Row> rows = data.endsWith(".parquet")
                    ? spark.read().parquet(data)
                    : spark.read().option("header", "true").csv(data);
            String[] dropped = table.choice().drop().toArray(String[]::new);
            rows.drop(dropped)
                    .transform(new DetectorTransformer(model))
                    .write()
                    .parquet(out.toUri().toString());
            Dataset<Row> scored = spark.read().parquet(out.toUri().toString());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("samples", scored.count());
            result.put("anomalies", scored.filter("anomaly").count());
            result.put("scores", out.toString());
            return result;
        } catch (Exception e) { // Scala declares none
            throw Stage.unwrapped(e);
        }
    }
}
