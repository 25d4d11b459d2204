package io.dxmi.spark;

import io.dxmi.cli.Consoles;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
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
        return with(Map.of(), !quiet && Boolean.getBoolean("dxmi.terminal"), work);
    }

    /** The same, with settings that the work needs and without Spark's own progress. */
    <R> R with(Map<String, String> needed, Function<SparkSession, R> work) {
        return with(needed, false, work);
    }

    private <R> R with(Map<String, String> needed, boolean shown, Function<SparkSession, R> work) {
        Map<String, String> all = new LinkedHashMap<>(needed);
        all.putAll(conf);
        SparkSession spark = Application.start(master, all, shown);
        try {
            return work.apply(spark);
        } finally {
            stopQuietly(spark);
        }
    }

    /** Threads that lose their pool while Spark stops print stack traces past every logger; they say nothing of the work. */
    private static void stopQuietly(SparkSession spark) {
        PrintStream before = System.err; // the command's own lines do not go through it
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            spark.stop();
        } finally {
            System.setErr(before);
        }
    }

    boolean isQuiet() {
        return quiet;
    }

    /** A stage of workers that need each other. @throws UserError if this machine's master has fewer cores than workers */
    void requireCores(int workers) {
        OptionalInt cores = Application.cores(master);
        if (cores.isEmpty() || cores.getAsInt() >= workers) return;
        throw new UserError("--workers: expected at most as many workers as cores of --master " + master + ", "
                + cores.getAsInt() + ", got " + workers + "; use fewer workers, or --master local[" + workers
                + "], whose workers share the cores of this machine");
    }

    Progress progress(CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        return quiet ? Progress.NONE : Consoles.progress(err);
    }
}
