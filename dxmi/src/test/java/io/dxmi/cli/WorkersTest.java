package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several workers train what one trains, whatever befalls them. */
@Tag("slow")
class WorkersTest {

    /** Batches that two and three workers share unevenly. */
    private static final List<String> SHORT = List.of(
            "trainer.batch=50",
            "pretrain.batch=31",
            "pretrain.iterations=3",
            "trainer.iterations=4",
            "trainer.checkpoint_every=2",
            "evaluation.samples=50",
            "evaluation.every=0");

    private static final String WEIGHT = "/weights/";

    /** The points, trained by one worker. */
    @TempDir
    static Path one;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainedByOne() throws Exception {
        train(one, ".", "8gaussians");
    }

    private static Running start(Path folder, String... arguments) throws Exception {
        return new Processes(Main.class, folder, "-Xmx512m").start(arguments);
    }

    private Running start(String... arguments) throws Exception {
        return start(folder, arguments);
    }

    private void train(String out, String preset, String... more) throws Exception {
        train(folder, out, preset, more);
    }

    private static void train(Path folder, String out, String preset, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("train", preset, "--out", out, "--quiet"));
        words.addAll(SHORT);
        words.addAll(List.of(more));
        Result result = start(folder, words.toArray(String[]::new)).result();
        assertThat(result.code()).as(result.err()).isZero();
    }

    private Map<String, HostTensor> state(String run, String file) {
        return state(folder.resolve(run), file);
    }

    private static Map<String, HostTensor> state(Path run, String file) {
        return Safetensors.read(run.resolve("checkpoints").resolve(file)).tensors();
    }

    /**
     * Compares weights and first moments, tensor by tensor, by the root mean square of their differences. Single weights differ by
     * parts of a step, because Adam turns a gradient of the size of rounding into a step of any size. Batches that are
     * shared wrongly change all weights.
     */
    private void assertSameTraining(Path one, String several, String file) {
        Map<String, HostTensor> expected = state(one, file);
        Map<String, HostTensor> found = state(several, file);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, tensor) -> {
            if (!key.contains(WEIGHT) && !key.contains("/adam.m/")) return;
            double[] values = tensor.toDoubles();
            double most = key.contains(WEIGHT) ? 5e-6 : 1e-3 * rootMeanSquare(values, new double[values.length]);
            assertThat(rootMeanSquare(values, found.get(key).toDoubles()))
                    .as(key)
                    .isLessThanOrEqualTo(most);
        });
    }

    private static double rootMeanSquare(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.sqrt(squares / a.length);
    }

    @Test
    void threeWorkersTrainPointsAsOneDoes() throws Exception {
        train("three", "8gaussians", "--workers", "3");
        assertSameTraining(one, "three", "step-4.safetensors");
        assertThat(folder.resolve("three/summary.json")).isNotEmptyFile();
    }

    /** Noise of Java's draws and of the energy's own program. */
    @Test
    void threeWorkersTrainWithNoiseOfTheDeviceAsOneDoes() throws Exception {
        train("one", "8gaussians", "trainer.noise=philox");
        train("three", "8gaussians", "trainer.noise=philox", "--workers", "3");
        assertSameTraining(folder.resolve("one"), "three", "step-4.safetensors");
        String weight = "energy/weights/fc2.weight";
        assertThat(state("one", "step-4.safetensors").get(weight).toDoubles())
                .isNotEqualTo(state(one, "step-4.safetensors").get(weight).toDoubles());
    }

    @Test
    void twoWorkersTrainAdaptersAsOneDoes() throws Exception {
        String base = one.toString();
        train("one", "8gaussians", "--init", base, "sampler.adapter.rank=3");
        train("two", "8gaussians", "--init", base, "sampler.adapter.rank=3", "--workers", "2");
        assertSameTraining(folder.resolve("one"), "two", "step-4.safetensors");
        train(
                "local",
                "8gaussians",
                "--init",
                base,
                "sampler.adapter.rank=3",
                "--workers",
                "2",
                "trainer.local_steps=2");
        assertThat(state("local", "frozen.safetensors")).hasSameSizeAs(state("one", "frozen.safetensors"));
    }

    /** Minibatches of states, which hold other numbers of each worker's rows; the velocity of all. */
    @Test
    void twoWorkersTrainOnMinibatchesAsOneDoes() throws Exception {
        train("one", "8gaussians-reference", "sampler.steps=3");
        train("two", "8gaussians-reference", "sampler.steps=3", "--workers", "2");
        assertSameTraining(folder.resolve("one"), "two", "step-4.safetensors");
    }

    @Test
    void twoWorkersTrainPicturesAsOneDoes() throws Exception {
        train("one", "digits");
        train("two", "digits", "--workers", "2");
        assertSameTraining(folder.resolve("one"), "two", "step-4.safetensors");
    }

    /** The weights are averages of two trainings, and the running state is whole: it goes on with another number of workers. */
    @Test
    void localStepsAverageTheWeights() throws Exception {
        train("two", "8gaussians", "--workers", "2", "trainer.local_steps=2");
        String weight = "energy/weights/fc2.weight";
        double[] alone = state(one, "step-4.safetensors").get(weight).toDoubles();
        double[] averaged = state("two", "step-4.safetensors").get(weight).toDoubles();
        double most = 0;
        for (int i = 0; i < alone.length; i++) most = Math.max(most, Math.abs(alone[i] - averaged[i]));
        assertThat(most).isBetween(1e-5, 0.05);
    }

    @Test
    void aLostWorkerStopsAllAndTheRunGoesOnWithAnotherNumber() throws Exception {
        String[] words = {"train", "8gaussians", "--out", "lost", "--workers", "3", "pretrain.iterations=3"};
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("trainer.iterations=100000", "trainer.checkpoint_every=20", "evaluation.every=0"));
        all.addAll(List.of("trainer.batch=48", "evaluation.samples=50", "trainer.keep_checkpoints=3"));
        Running running = start(all.toArray(String[]::new));
        while (!Files.exists(folder.resolve("lost/checkpoints/step-40.safetensors"))) {
            if (!running.process().isAlive())
                throw new IllegalStateException(running.result().err());
            Thread.sleep(20);
        }
        List<ProcessHandle> workers = running.process().children().toList();
        assertThat(workers).hasSize(2);
        workers.get(1).destroyForcibly();
        Result result = running.result();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .containsPattern("dxmi: failed: worker [23] of 3 ended with code 137; kept: lost with the checkpoint"
                        + " step-\\d+\\.safetensors; continue, with any number of workers, with: dxmi"
                        + " train --resume lost --workers 3");
        assertThat(workers).noneMatch(ProcessHandle::isAlive);
        assertThat(folder.resolve("lost/error.txt")).doesNotExist();
        Running resumed = start("train", "--resume", "lost", "--workers", "2");
        long before = newest("lost");
        while (newest("lost") < before + 20) {
            if (!resumed.process().isAlive())
                throw new IllegalStateException(resumed.result().err());
            Thread.sleep(20);
        }
        List<ProcessHandle> others = resumed.process().children().toList();
        resumed.process().destroyForcibly();
        for (int i = 0; i < 30_000 && others.stream().anyMatch(ProcessHandle::isAlive); i++) Thread.sleep(20);
        assertThat(others).hasSize(1).noneMatch(ProcessHandle::isAlive);
    }

    /** All workers diverge at the same step, and one of them says so. */
    @Test
    void aDivergenceIsOneLine() throws Exception {
        List<String> words =
                new ArrayList<>(List.of("train", "8gaussians", "--out", "high", "--workers", "2", "--quiet"));
        words.addAll(SHORT);
        words.addAll(List.of("trainer.iterations=100", "energy.optimizer.rate=1e9"));
        Result result = start(words.toArray(String[]::new)).result();
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains("dxmi: failed: train diverged at iteration")
                .hasLineCount(1);
    }

    private long newest(String run) throws Exception {
        String name = Files.readString(folder.resolve(run).resolve("checkpoints/latest"));
        return Long.parseLong(name.replaceAll("\\D", ""));
    }

    /** Two workers begin and one goes on: the end is that of a training by one. */
    @Test
    void aStoppedTrainingOfTwoWorkersIsResumedByOne() throws Exception {
        train("part", "8gaussians", "--workers", "2", "trainer.keep_checkpoints=5");
        Path checkpoints = folder.resolve("part/checkpoints");
        Files.delete(checkpoints.resolve("step-4.safetensors"));
        Files.writeString(checkpoints.resolve("latest"), "step-2.safetensors\n");
        Result result = start("train", "--resume", "part", "--quiet").result();
        assertThat(result.code()).as(result.err()).isZero();
        assertSameTraining(one, "part", "step-4.safetensors");
    }

    /** The worker that joins computes with the first one's precision, so that the run is the same as of two local ones. */
    @Test
    void workersJoinFromElsewhere() throws Exception {
        Processes processes = new Processes(Main.class, folder, "-Xmx512m").with("DXMI_WORKERS_KEY", "a key of two");
        List<String> words = new ArrayList<>(List.of("train", "8gaussians", "--out", "host", "--workers", "2"));
        words.addAll(List.of("--listen", "127.0.0.1:0", "--precision", "bf16"));
        words.addAll(SHORT);
        Running first = processes.start(words.toArray(String[]::new));
        Result joined = processes.run("train", "--join", "127.0.0.1:" + port(first));
        assertThat(joined.code()).as(joined.err()).isZero();
        assertThat(joined.err()).contains("dxmi: worker 2 of 2");
        Result result = first.result();
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("dxmi: 2 of 2 workers").doesNotContain("a key of two");

        train("local", "8gaussians", "--workers", "2", "--precision", "bf16");
        String last = "checkpoints/step-4.safetensors";
        assertThat(folder.resolve("host").resolve(last))
                .hasSameBinaryContentAs(folder.resolve("local").resolve(last));
    }

    private static String port(Running first) throws Exception {
        String said = Files.readString(first.err());
        while (!said.contains("--join HOST:")) {
            if (!first.process().isAlive())
                throw new IllegalStateException(first.result().err());
            Thread.sleep(20);
            said = Files.readString(first.err());
        }
        return said.replaceAll("(?s).*--join HOST:(\\d+).*", "$1");
    }

    /** The first worker alone ends, because it cannot write or by a signal: the other one hears which. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
    void aJoinedWorkerTellsAFailureFromAStop() throws Exception {
        Processes processes = new Processes(Main.class, folder, "-Xmx512m").with("DXMI_WORKERS_KEY", "a key of two");
        List<String> words = new ArrayList<>(List.of("train", "8gaussians", "--workers", "2", "--quiet"));
        words.addAll(List.of("--listen", "127.0.0.1:0", "pretrain.iterations=3", "trainer.iterations=1000000"));
        words.addAll(List.of("trainer.checkpoint_every=20", "evaluation.every=0", "--out", "run"));
        for (boolean fails : new boolean[] {true, false}) {
            words.set(words.size() - 1, fails ? "fails" : "stops");
            Running first = processes.start(words.toArray(String[]::new));
            Running joined = processes.start("train", "--join", "127.0.0.1:" + port(first));
            Path run = folder.resolve(fails ? "fails" : "stops");
            while (!Files.exists(run.resolve("checkpoints/step-40.safetensors"))) {
                if (!first.process().isAlive())
                    throw new IllegalStateException(first.result().err());
                Thread.sleep(20);
            }
            if (fails) {
                Files.move(run.resolve("checkpoints"), run.resolve("moved"));
                Files.createFile(run.resolve("checkpoints"));
            } else first.process().destroy();
            assertThat(first.result().code()).isIn(fails ? List.of(1, 2) : List.of(143));
            Result end = joined.result();
            assertThat(end.code()).as(end.err()).isEqualTo(fails ? 1 : 0);
            if (!fails) continue;
            assertThat(end.err()).contains("dxmi: failed: the first worker failed, and says why; this worker ends");
        }
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        assertMistake("--workers must be within 1 and 1024, got 0", "8gaussians", "--workers", "0");
        assertMistake("expected --workers of at least 2, got 1", "8gaussians", "--listen", "localhost:7000");
        assertMistake("--join must be HOST:PORT, such as node1:7000, got node", "--join", "node");
        assertMistake(
                "--workers: expected at most as many workers as rows in trainer.batch=2, got 3",
                "8gaussians",
                "--workers",
                "3",
                "trainer.batch=2");
        assertMistake("--workers: expected 1 with game.start.kind=persistent", "pcd-8gaussians", "--workers", "2");
        assertMistake("--join needs the key of the training in DXMI_WORKERS_KEY", "--join", "localhost:7000");
    }

    private void assertMistake(String line, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(words));
        Result result = start(all.toArray(String[]::new)).result();
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(line).hasLineCount(1);
    }
}
