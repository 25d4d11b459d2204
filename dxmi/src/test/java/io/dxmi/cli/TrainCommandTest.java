package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.runs.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole run around a trivial experiment, as a user meets it: streams, files, signals, resuming. */
class TrainCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] SHORT = {
        "trainer.iterations=6", "trainer.report_every=2", "trainer.checkpoint_every=4"
    };
    private static final String[] LONG = {
        "trainer.iterations=150", "trainer.report_every=1", "trainer.checkpoint_every=7"
    };

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(CountingMain.class, folder);
    }

    private static String[] train(String[] settings, String... more) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(settings));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void stdoutIsTheSummaryOnOneLineAndTheFolderExplainsTheRun() throws Exception {
        Result result = dxmi.run(train(SHORT, "8gaussians", "--seed", "3"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        JsonNode summary = JSON.readTree(result.out());
        Path run = folder.resolve("runs/8gaussians-1");
        ObjectNode written =
                (ObjectNode) JSON.readTree(run.resolve("summary.json").toFile());
        assertThat(written.remove("checksum").asText()).startsWith("crc32c:");
        assertThat(summary).isEqualTo(written);
        assertThat(summary.path("preset").asText()).isEqualTo("8gaussians");
        assertThat(summary.path("seed").asInt()).isEqualTo(3);
        assertThat(summary.path("iterations").asInt()).isEqualTo(6);
        assertThat(summary.path("seconds").asDouble()).isPositive();
        assertThat(summary.path("metrics").path("sum").asDouble())
                .isEqualTo(5.45, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(summary.path("paths").path("plot").asText()).isEqualTo("p.png");
        for (String file : List.of("run", "config", "metrics", "summary", "checkpoint")) {
            assertThat(folder.resolve(summary.path("paths").path(file).asText()))
                    .as(file)
                    .exists();
        }
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
        assertThat(RunFolder.config(run).seed()).isEqualTo(3);
        JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
        assertThat(record.path("command").toString()).contains("\"--seed\",\"3\"");
        assertThat(result.err()).contains("run folder runs/8gaussians-1").contains("train 6/6 in");
    }

    @Test
    void aSecondRunGetsItsOwnFolderAndEqualRows() throws Exception {
        assertThat(dxmi.run(train(SHORT, "8gaussians")).code()).isZero();
        Result quiet = dxmi.run(train(SHORT, "8gaussians", "--quiet"));
        assertThat(quiet.code()).isZero();
        assertThat(quiet.err()).isEmpty();
        assertThat(folder.resolve("runs/8gaussians-2/metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("runs/8gaussians-1/metrics.jsonl"));
    }

    @Test
    void dryRunShowsEverythingAndWritesNothing() throws Exception {
        Result result = dxmi.run("train", "digits", "game.tau1=0.05", "--dry-run");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        JsonNode shown = JSON.readTree(result.out());
        assertThat(shown.at("/config/game/tau1").asDouble()).isEqualTo(0.05);
        assertThat(shown.at("/config/sampler/schedule/kind").asText()).isEqualTo("ddpm-subsampled");
        assertThat(shown.at("/parameters/sampler").asInt()).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void pathsAreResolvedAgainstTheCallersFolder() throws Exception {
        Files.writeString(folder.resolve("my file.yaml"), "data: {path: my points.csv}\n");
        Result result = dxmi.run("train", "-c", "my file.yaml", "name=mine", "--dry-run");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(JSON.readTree(result.out()).at("/config/data/path").asText())
                .isEqualTo(folder.toRealPath().resolve("my points.csv").toString());
    }

    @Test
    void pretrainLeavesTheJointTrainingOut() throws Exception {
        Result result = dxmi.run("pretrain", "8gaussians");
        assertThat(JSON.readTree(result.out()).path("iterations").asInt(-1)).isZero();
    }

    @Test
    void aFailureLeavesItsTraceInTheFolder() throws Exception {
        Result result = dxmi.run(train(SHORT, "moons", "--out", "run", "--quiet"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .containsExactly("dxmi: failed: IllegalStateException: the moon fell; into the sea"
                        + " (stack trace in " + Path.of("run", "error.txt") + ")");
        assertThat(folder.resolve("run/error.txt")).content().contains("at io.dxmi.cli.CountingMain");
        assertThat(dxmi.run(train(SHORT, "moons", "--verbose")).err()).contains("\tat io.dxmi.cli.CountingMain");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void terminatedAndResumedEndsWithTheSameBytes() throws Exception {
        assertStopsAndResumes("TERM", 143);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void interruptedAndResumedEndsWithTheSameBytes() throws Exception {
        assumeFalse(ignoresInterrupts(), "SIGINT is ignored here, and children inherit that");
        assertStopsAndResumes("INT", 130);
    }

    private void assertStopsAndResumes(String signal, int code) throws Exception {
        Running running = startAndWaitForRows(20);
        send(signal, running);
        Result stopped = running.result();
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(code);
        assertThat(stopped.out()).isEmpty();
        assertThat(stopped.err()).contains("continue with: dxmi train --resume run");
        long rows = Files.readAllLines(folder.resolve("run/metrics.jsonl")).size();
        assertThat(folder.resolve("run/checkpoints/latest")).content().isEqualTo("step-" + rows + ".safetensors\n");
        assertResumesToTheSameBytes();
    }

    @Test
    void killedAndResumedEndsWithTheSameBytes() throws Exception {
        Running running = startAndWaitForRows(20);
        running.process().destroyForcibly().waitFor();
        assertResumesToTheSameBytes();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSecondSignalStopsAtOnce() throws Exception {
        Running running = dxmi.start("train", "2spirals", "trainer.iterations=1000000", "--out", "run");
        waitForRows(1);
        // The experiment pauses between iterations, so both signals can fall into one.
        send("TERM", running);
        send("TERM", running);
        assertThat(running.result().code()).isEqualTo(143);
    }

    private Running startAndWaitForRows(int rows) throws Exception {
        Running running = dxmi.start(train(LONG, "8gaussians", "--out", "run"));
        waitForRows(rows);
        return running;
    }

    private void waitForRows(int rows) throws IOException, InterruptedException {
        Path metrics = folder.resolve("run/metrics.jsonl");
        for (int i = 0; i < 30_000; i++) {
            if (Files.exists(metrics) && Files.readString(metrics).lines().count() >= rows) return;
            Thread.sleep(10);
        }
        throw new IllegalStateException("no " + rows + " rows in " + metrics);
    }

    private void assertResumesToTheSameBytes() throws Exception {
        assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSizeLessThan(150);
        Result resumed = dxmi.run("train", "--resume", "run");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(JSON.readTree(resumed.out()).path("iterations").asInt()).isEqualTo(150);
        assertThat(dxmi.run(train(LONG, "8gaussians", "--out", "whole")).code()).isZero();
        for (String file : List.of("metrics.jsonl", "checkpoints/step-150.safetensors")) {
            assertThat(folder.resolve("run").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(Files.readAllLines(folder.resolve("run/timing.jsonl"))).hasSize(150);
    }

    private static void send(String signal, Running running) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.process().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return false;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
