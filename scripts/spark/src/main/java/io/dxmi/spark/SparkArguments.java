package io.dxmi.spark;

import io.dxmi.cli.Consoles;
import io.dxmi.samplers.Progress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a command's tasks run. */
final class SparkArguments {

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[*]",
            description = "Where tasks run: local[*] (the default: each core of this machine), local[N],"
                    + " local-cluster[N,CORES,MB] (N processes of this machine), spark://HOST:PORT, k8s://URL or yarn.")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark, such as spark.executor.memory=8g; may come several times.")
    private Map<String, String> conf = new LinkedHashMap<>();

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    /** Works with an application that ends with the work. */
    <R> R with(Function<SparkSession, R> work) {
        SparkSession spark = Application.start(master, conf, !quiet && Boolean.getBoolean("dxmi.terminal"));
        try {
            return work.apply(spark);
        } finally {
            spark.stop();
        }
    }

    Progress progress(CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        return quiet ? Progress.NONE : Consoles.progress(err);
    }
}
