package io.dxmi.spark;

import io.dxmi.cli.Signals;
import io.dxmi.samplers.UserError;
import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/** A Spark application: the executors get the toolkit's jars from this process, and an engine of one thread a task. */
final class Application {

    /** Where executors are: threads of this process, processes of this machine, or a cluster. */
    private static final Pattern MASTERS =
            Pattern.compile("local(\\[(\\*|\\d+)(,\\s*\\d+)?])?|local-cluster\\[\\d+,\\d+,\\d+]|(spark|k8s)://.+|yarn");

    private static final Pattern SPARKS_OWN =
            Pattern.compile("(spark|scala|hadoop|netty|log4j|slf4j|jackson-module-scala|kubernetes)-.*\\.jar");

    /** What the engine of an executor reads from its environment. */
    private static final String[] ENVIRONMENT = {
        "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_ARENA_MAX", "OPT_OUT_TRACKING"
    };

    private static final Pattern CLUSTER = Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");
    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|\\d+)(,\\s*\\d+)?])?");

    private Application() {}

    /** Tasks that run at the same time; empty for a cluster of other machines, which may grow. */
    static OptionalInt cores(String master) {
        Matcher cluster = CLUSTER.matcher(master);
        if (cluster.matches()) {
            return OptionalInt.of(
                    (int) Math.min(1 << 20, Long.parseLong(cluster.group(1)) * Long.parseLong(cluster.group(2))));
        }
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) return OptionalInt.empty();
        String said = local.group(2);
        if (said == null) return OptionalInt.of(1);
        return OptionalInt.of(said.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(said));
    }

    /** A name that tells a job from all others. */
    static String newJob() {
        return UUID.randomUUID().toString();
    }

    /**
     * Starts an application; the caller stops it.
     *
     * @param master local[*], local-cluster[N,CORES,MB], spark://HOST:PORT or k8s://URL
     * @param more settings of Spark, which go before this project's
     * @throws UserError if the master is of another form or does not answer
     */
    static SparkSession start(String master, Map<String, String> more, boolean progress) {
        if (!MASTERS.matcher(master).matches()) {
            throw new UserError(UserError.parameter("master")
                    + " must be local[*], local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, k8s://URL or yarn, got "
                    + master);
        }
        SparkConf conf = settings(master);
        conf.set("spark.ui.showConsoleProgress", Boolean.toString(progress));
        more.forEach(conf::set);
        try {
            return SparkSession.builder().config(conf).getOrCreate();
        } catch (Exception e) { // Scala declares none
            throw new UserError(
                    UserError.parameter("master") + " " + master + ": Spark did not start: " + reason(e), e);
        }
    }

    private static SparkConf settings(String master) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("dxmi")
                .set("spark.driver.maxResultSize", "0")
                .set("spark.executorEnv.OMP_NUM_THREADS", "1")
                .set("spark.executorEnv.DJL_OFFLINE", "true")
                .set(
                        "spark.executor.extraJavaOptions",
                        "-Djava.awt.headless=true -Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1");
        for (String name : ENVIRONMENT) {
            String value = System.getenv(name);
            if (value != null) conf.set("spark.executorEnv." + name, value);
        }
        if (master.startsWith("local")) {
            conf.set("spark.ui.enabled", "false")
                    .set("spark.driver.host", "localhost")
                    .set("spark.driver.bindAddress", "127.0.0.1");
        }
        String classpath = System.getProperty("java.class.path");
        if (master.startsWith("local-cluster")) {
            conf.set("spark.executor.extraClassPath", classpath);
        } else if (!master.startsWith("local")) {
            conf.set("spark.jars", jars(classpath));
        }
        return conf;
    }

    /** Called in an executor's task: signals of a terminal are for the command, which asks tasks to stop. */
    static void leaveSignals() {
        if (!SparkEnv.get().executorId().equals("driver")) Signals.leaveToThePool();
    }

    /** The jars that a cluster's own Spark does not have. */
    private static String jars(String classpath) {
        return Arrays.stream(classpath.split(File.pathSeparator))
                .map(File::new)
                .filter(file ->
                        file.isFile() && !SPARKS_OWN.matcher(file.getName()).matches())
                .map(File::getAbsolutePath)
                .collect(Collectors.joining(","));
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SparkException)) cause = cause.getCause();
        String message = String.valueOf(cause.getMessage());
        return message.contains("stopped SparkContext") ? "the master does not answer" : message;
    }
}
