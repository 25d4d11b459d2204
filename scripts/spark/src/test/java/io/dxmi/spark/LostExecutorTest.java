package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.evaluation.FeatureWorkers;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.sampling.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** Executors are processes of their own here, and one is killed after the first task of each job: the results are the same. */
@Tag("slow")
class LostExecutorTest {

    @TempDir
    static Path folder;

    private static Inputs inputs;
    private static SparkSession session;

    @BeforeAll
    static void start() throws IOException {
        inputs = new Inputs(folder);
        inputs.make();
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        session = Application.start("local-cluster[2,1,4096]", Map.of(), false);
    }

    @AfterAll
    static void stop() {
        if (session != null) session.stop();
    }

    /** Kills the executor of the first task that ends. */
    private static final class Killer extends SparkListener {

        private final Map<String, Long> processes;
        private final AtomicInteger killed = new AtomicInteger();
        private final AtomicInteger after = new AtomicInteger();

        /** @param processes the executors' process numbers by their names */
        Killer(Map<String, Long> processes) {
            this.processes = processes;
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            Long process = processes.get(end.taskInfo().executorId());
            if (killed.get() > 0) {
                if (end.taskInfo().successful()) after.incrementAndGet();
            } else if (process != null
                    && ProcessHandle.of(process).orElseThrow().destroyForcibly()) {
                killed.incrementAndGet();
            }
        }
    }

    private static Map<String, Long> processes(JavaSparkContext spark) {
        return spark
                .parallelize(Collections.nCopies(8, 0), 8)
                .mapToPair(any -> new Tuple2<>(
                        SparkEnv.get().executorId(), ProcessHandle.current().pid()))
                .collect()
                .stream()
                .collect(Collectors.toMap(Tuple2::_1, Tuple2::_2, (one, other) -> one));
    }

    /** A job. */
    private interface Job {
        void on(JavaSparkContext spark);
    }

    private static void withALoss(Job job) throws Exception {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        Killer killer = new Killer(processes(spark));
        session.sparkContext().addSparkListener(killer);
        try {
            job.on(spark);
            for (int i = 0; i < 600 && killer.after.get() == 0; i++) Thread.sleep(50); // events come later than results
            assertThat(killer.killed.get()).as("executors killed").isEqualTo(1);
            assertThat(killer.after.get()).as("tasks that ended after the kill").isPositive();
        } finally {
            session.sparkContext().removeSparkListener(killer);
        }
    }

    @Test
    void samplesAreTheSame() throws Exception {
        Path one = folder.resolve("one.csv");
        Path many = folder.resolve("many.csv");
        Inputs.dxmi("sample", inputs.run().toString(), "-n", "40300", "--out", one.toString(), "--quiet");
        Sampling sampling = new Sampling(
                inputs.run(),
                40_300,
                0,
                Optional.of(many),
                0,
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                500,
                CheckpointChoice.LAST,
                1);
        SampleTask task = SampleTask.of(sampling);
        withALoss(spark -> sampling.draw(outline -> new SparkRows(spark, task, outline.dimensions()), Progress.NONE));
        assertThat(many).hasSameBinaryContentAs(one);
    }

    @Test
    void scoresAreTheSame() throws Exception {
        Path one = folder.resolve("one-scores.csv");
        Path many = folder.resolve("many-scores.csv");
        String data = inputs.table().toString();
        Inputs.dxmi("detect", "score", inputs.model().toString(), "--data", data, "--out", one.toString(), "--quiet");
        withALoss(
                spark -> ScoreTask.write(spark, inputs.model(), inputs.table(), many, TableChoice.NONE, Progress.NONE));
        assertThat(many).hasSameBinaryContentAs(one);
    }

    @Test
    void statisticsAreTheSame() throws Exception {
        Path one = folder.resolve("one.npz");
        Path many = folder.resolve("many.npz");
        String pictures = inputs.pictures().toString();
        Inputs.dxmi("reference", "build", pictures, "--batch", "5", "--out", one.toString(), "--quiet");
        ReferenceEvaluation how = new ReferenceEvaluation(
                "",
                ImageTransform.none(),
                Optional.empty(),
                Integer.MAX_VALUE,
                10_000,
                5,
                0,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Device.cpu(),
                FeatureWorkers.NONE);
        withALoss(spark -> Statistics.build(spark, List.of(inputs.pictures()), many, how, Progress.NONE));
        SparkJobsTest.requireSame(one, many);
    }
}
