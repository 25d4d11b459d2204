package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.spark.SparkProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A barrier stage of two workers trains what one process trains; a lost worker ends it, and it goes on with another number. */
@Tag("slow")
class TrainJobTest {

    private static final String CLUSTER = "local-cluster[2,1,4096]";

    private static final List<String> SHORT = List.of(
            "trainer.batch=50",
            "pretrain.batch=31",
            "pretrain.iterations=10",
            "trainer.iterations=50",
            "evaluation.samples=50",
            "evaluation.every=0");

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeHome() throws Exception {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    }

    private static String[] words(String run, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "8gaussians", "--out", path(run), "--quiet"));
        words.addAll(SHORT);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static Map<String, HostTensor> state(String run) {
        return Safetensors.read(folder.resolve(run).resolve("checkpoints/step-50.safetensors"))
                .tensors();
    }

    /** Tensor by tensor, by the root mean square: Adam turns a gradient of the size of rounding into a step of any size. */
    private static void assertSameTraining(String one, String several) {
        Map<String, HostTensor> expected = state(one);
        Map<String, HostTensor> found = state(several);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, tensor) -> {
            if (!key.contains("/weights/") && !key.contains("/adam.m/")) return;
            double[] a = tensor.toDoubles();
            double[] b = found.get(key).toDoubles();
            double squares = 0;
            double size = 0;
            for (int i = 0; i < a.length; i++) {
                squares += (a[i] - b[i]) * (a[i] - b[i]);
                size += a[i] * a[i];
            }
            double most = key.contains("/weights/") ? 5e-6 : 1e-3 * Math.sqrt(size / a.length);
            assertThat(Math.sqrt(squares / a.length)).as(key).isLessThanOrEqualTo(most);
        });
    }

    @Test
    void twoWorkersEndWithTheWeightsOfOneProcess() throws Exception {
        Inputs.dxmi(words("one"));
        for (String master : List.of("local[2]", CLUSTER)) {
            String run = master.startsWith("local[") ? "threads" : "executors";
            Result result = SparkProcess.run(folder, words(run, "--workers", "2", "--master", master));
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out()).hasLineCount(1).contains("\"iterations\":50");
            assertThat(result.err()).isEmpty();
            assertSameTraining("one", run);
            assertThat(folder.resolve(run).resolve("summary.json")).isNotEmptyFile();
        }
    }

    @Test
    void aLostWorkerEndsAllAndTheRunGoesOnWithAnotherNumber() throws Exception {
        String run = path("lost");
        SparkProcess running = SparkProcess.start(
                folder,
                words(
                        "lost",
                        "--workers",
                        "2",
                        "--master",
                        CLUSTER,
                        "trainer.iterations=100000",
                        "trainer.checkpoint_every=20"));
        await(running, run, 40);
        List<ProcessHandle> executors = running.executors();
        assertThat(executors).hasSize(2);
        executors.get(0).destroyForcibly();
        Result result = running.result();
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        // Spark's own threads may print a stack trace while it shuts down; the command's line is the last one
        String last = result.err().lines().reduce("", (before, line) -> line);
        assertThat(last)
                .containsPattern("^dxmi: failed: worker [12] of 2 at \\S+ ended with code 137; kept: .*lost with the"
                        + " checkpoint step-\\d+\\.safetensors; continue, with any number of workers, with: dxmi-spark"
                        + " train --resume .*lost --workers 2");
        SparkProcess resumed =
                SparkProcess.start(folder, "train", "--resume", run, "--workers", "1", "--master", "local[1]");
        await(resumed, run, newest(run) + 20);
        resumed.process().destroy();
        Result stopped = resumed.result();
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(143);
        assertThat(stopped.err()).contains("dxmi: stopped; continue with: dxmi-spark train --resume " + run);
        assertThat(Path.of(run)).isDirectoryNotContaining("glob:**/.spark-*");
    }

    /** Waits for a checkpoint. */
    private static void await(SparkProcess running, String run, long iteration) throws Exception {
        while (newest(run) < iteration) {
            if (!running.process().isAlive())
                throw new IllegalStateException(running.result().err());
            Thread.sleep(20);
        }
    }

    private static long newest(String run) throws Exception {
        if (!Files.exists(Path.of(run, "checkpoints/latest"))) return -1;
        return Long.parseLong(
                Files.readString(Path.of(run, "checkpoints/latest")).replaceAll("\\D", ""));
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        assertMistake(
                "--workers: expected at most as many workers as cores of --master local[2], 2, got 3",
                "8gaussians",
                "--workers",
                "3",
                "--master",
                "local[2]");
        assertMistake("8gausians", "8gausians", "--workers", "2", "--master", "local[2]");
        assertMistake("expected a run folder at", "--resume", path("none"), "--workers", "2", "--master", "local[2]");
        assertMistake(
                "expected a folder on a file system that all share",
                "8gaussians",
                "--workers",
                "2",
                "--master",
                CLUSTER,
                "--out",
                "/proc/self/cwd/not-shared");
        assertThat(folder.resolve("not-shared")).doesNotExist();
    }

    private static void assertMistake(String line, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("train", "--quiet"));
        all.addAll(List.of(words));
        Result result = SparkProcess.run(folder, all.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(line).hasLineCount(1);
    }
}
