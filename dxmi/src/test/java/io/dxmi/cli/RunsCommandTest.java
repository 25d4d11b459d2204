package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A run that measures on the way, and the commands that list, compare, open and export it, in processes of their own. */
@Tag("slow")
@TestMethodOrder(OrderAnnotation.class)
class RunsCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Result trained;

    @BeforeAll
    static void train() throws Exception {
        trained = run("train 8gaussians --out runs/a --tensorboard pretrain.iterations=20 trainer.iterations=40"
                + " trainer.checkpoint_every=10 trainer.keep_checkpoints=3 trainer.report_every=10 evaluation.every=10"
                + " evaluation.samples=200 evaluation.every_samples=200");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(run("train 8gaussians --seed 1 --out runs/b pretrain.iterations=2 trainer.iterations=2"
                                + " evaluation.every=0 evaluation.samples=200")
                        .code())
                .isZero();
    }

    private static Result run(String arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments.split(" "));
    }

    private static JsonNode succeed(String arguments) throws Exception {
        Result result = run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    private static void refused(String arguments, String message) throws Exception {
        Result result = run(arguments);
        assertThat(result.err()).isEqualTo("dxmi: " + message + "\n");
        assertThat(result.code()).isEqualTo(2);
    }

    private static List<String> names(String inside) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve(inside))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @Order(1)
    void trainingEndsWithASummaryAndOneLineOfJson() throws Exception {
        assertThat(trained.err())
                .contains("8gaussians, seed 0: 40 iterations in ")
                .contains("  sliced_wasserstein ", "(floor ", "(best checkpoint ")
                .contains("  best in training ")
                .contains("  run                  runs/a");
        assertThat(trained.out().lines()).hasSize(1);
        JsonNode summary = JSON.readTree(trained.out());
        assertThat(summary.path("best").path("name").asText()).isEqualTo("samples/sliced_wasserstein");
        assertThat(summary.path("metrics").path("sliced_wasserstein_best").isNumber())
                .isTrue();
        assertThat(names("runs/a/samples")).containsExactly("0.png", "10.png", "20.png", "30.png", "40.png");
        assertThat(names("runs/a/checkpoints"))
                .contains("best.safetensors", "step-20.safetensors", "step-30.safetensors", "step-40.safetensors")
                .doesNotContain("step-10.safetensors");
    }

    @Test
    @Order(2)
    void everyCommandOpensTheChosenCheckpointAndNamesIt() throws Exception {
        JsonNode best = succeed("sample runs/a -n 5 --checkpoint best");
        assertThat(best.path("checkpoint").asText()).isEqualTo("runs/a/checkpoints/best.safetensors");
        assertThat(folder.resolve("runs/a/samples-seed0-best.csv")).exists();
        succeed("sample runs/a -n 5");
        succeed("sample runs/a -n 5 --checkpoint 20");
        assertThat(folder.resolve("runs/a/samples-seed0.csv")).exists();
        assertThat(Files.readString(folder.resolve("runs/a/samples-seed0-20.csv")))
                .isNotEqualTo(Files.readString(folder.resolve("runs/a/samples-seed0.csv")));

        JsonNode evaluated = succeed("evaluate runs/a --checkpoint best");
        assertThat(evaluated.path("paths").path("checkpoint").asText()).endsWith("best.safetensors");
        assertThat(Files.readString(folder.resolve("runs/a/evaluation-best/card.json")))
                .contains("run of 8gaussians with seed 0, checkpoint best");
        assertThat(folder.resolve("runs/a/evaluation-best/card.json")).exists();
        JsonNode last = succeed("evaluate runs/a");
        assertThat(last.path("paths").path("checkpoint").asText()).endsWith("step-40.safetensors");
        assertThat(last.path("metrics"))
                .isEqualTo(JSON.readTree(folder.resolve("runs/a/summary.json").toFile())
                        .path("metrics"));
        JsonNode against = succeed("evaluate runs/a --reference runs/a/samples-seed0.csv --checkpoint 20");
        assertThat(against.toString()).contains("step-20.safetensors");

        assertThat(succeed("export runs/a --format safetensors --checkpoint best")
                        .path("checkpoint")
                        .asText())
                .endsWith("best.safetensors");
        assertThat(folder.resolve("runs/a/export-best")).isDirectory();

        Files.writeString(folder.resolve("points.csv"), "0,0\n1,1\n");
        Result scored = run("score runs/a points.csv --checkpoint best");
        assertThat(scored.err()).isEqualTo("dxmi: energies of runs/a/checkpoints/best.safetensors\n");
        assertThat(scored.out()).hasLineCount(2);
    }

    @Test
    @Order(3)
    void checkpointsThatAreNotThereAreRefusedWithThoseThatAre() throws Exception {
        refused("sample runs/a -n 5 --checkpoint 10", "runs/a has no checkpoint 10; expected last, best, 40, 30, 20");
        refused(
                "sample runs/b -n 5 --checkpoint best",
                "runs/b has no checkpoint best; expected last, 2, 0 (the best is kept with evaluation.every above 0)");
        refused(
                "evaluate points.csv --against 8gaussians --checkpoint best",
                "--checkpoint is for a run, got the samples in points.csv");
        refused(
                "export runs/a --format csv --checkpoint best",
                "--checkpoint is for networks, but --format csv writes all rows of the run");
        Result wrong = run("sample runs/a --checkpoint first");
        assertThat(wrong.err())
                .contains("'--checkpoint'", "expected last, best or a number of iterations, got first")
                .hasLineCount(1);
        assertThat(wrong.code()).isEqualTo(2);
    }

    @Test
    @Order(4)
    void rowsAreExportedWhileNobodyElseWritesThem() throws Exception {
        Path csv = folder.resolve(succeed("export runs/a --format csv")
                .path("paths")
                .path("metrics")
                .asText());
        assertThat(Files.readAllLines(csv))
                .hasSize(1
                        + Files.readAllLines(folder.resolve("runs/a/metrics.jsonl"))
                                .size());
        assertThat(Files.readAllLines(csv).get(0))
                .startsWith("phase,iteration,")
                .contains("samples/sliced_wasserstein");
        assertThat(names("runs/a/tensorboard")).hasSize(1);
        byte[] whileTraining = Files.readAllBytes(folder.resolve("runs/a/tensorboard")
                .resolve(names("runs/a/tensorboard").get(0)));
        succeed("export runs/a --format tensorboard --out logs");
        byte[] afterwards =
                Files.readAllBytes(folder.resolve("logs").resolve(names("logs").get(0)));
        assertThat(afterwards).hasSameSizeAs(whileTraining);
        Result second = WriteLock.folder(folder.resolve("logs"))
                .during(() -> uncheckedRun("export runs/a --format tensorboard --out logs"));
        assertThat(second.err()).startsWith("dxmi: logs is in use: process ").hasLineCount(1);
        assertThat(second.code()).isEqualTo(2);
    }

    private static Result uncheckedRun(String arguments) {
        try {
            return run(arguments);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(5)
    void runsAreListedAndCompared() throws Exception {
        Result listed = run("runs");
        assertThat(listed.err()).contains("runs/a", "runs/b", "finished", "40/40");
        JsonNode runs = JSON.readTree(listed.out()).path("runs");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).path("state").asText()).isEqualTo("finished");
        assertThat(runs.get(0).path("metrics").has("sliced_wasserstein_best")).isTrue();

        JsonNode difference = succeed("runs diff runs/a runs/b");
        assertThat(difference.path("settings").path("trainer.iterations").toString())
                .isEqualTo("[\"40\",\"2\"]");
        assertThat(difference.path("settings").has("trainer.batch")).isFalse();
        assertThat(difference.path("metrics").has("sliced_wasserstein")).isTrue();

        refused("runs none", "expected a folder of runs at none, got nothing: there is no such folder");
        refused("runs diff runs/a none", "expected a run folder at none, got nothing: there is no such folder");
    }

    @Test
    @Order(6)
    void cleaningKeepsTheLastTheBestAndForeignFiles() throws Exception {
        Files.copy(
                folder.resolve("runs/a/checkpoints/step-20.safetensors"),
                folder.resolve("runs/a/checkpoints/mine.safetensors"));
        List<String> before = names("runs/a/checkpoints");
        Result asked = run("runs clean runs/a");
        assertThat(asked.err()).contains("dxmi: expected --yes, or a terminal to ask: remove 2 checkpoints");
        assertThat(asked.code()).isEqualTo(2);
        assertThat(names("runs/a/checkpoints")).isEqualTo(before);

        WriteLock held = WriteLock.folder(folder.resolve("runs/a"));
        refused("runs clean runs/a --yes", "runs/a is being trained; clean it after its end");
        assertThat(JSON.readTree(run("runs").out())
                        .path("runs")
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("running");
        held.close();

        refused("runs runs clean --yes", "expected runs or folders of runs behind clean, got one before it");
        assertThat(succeed("runs clean runs --yes").path("removed").asInt()).isEqualTo(2 + 1);
        assertThat(names("runs/a/checkpoints"))
                .containsExactly(
                        "best.json",
                        "best.safetensors",
                        "latest",
                        "mine.safetensors",
                        "pretrained.safetensors",
                        "step-40.safetensors");
        succeed("sample runs/a -n 5 --seed 3");
    }

    @Test
    @Order(7)
    void aRunWhoseBestCheckpointIsLostIsFinishedWithoutIt() throws Exception {
        Path record = folder.resolve("runs/a/checkpoints/best.json");
        Files.writeString(record, Files.readString(record).replaceFirst("(\"iteration\"\\s*:\\s*)\\d+", "$1" + "20"));
        Files.delete(folder.resolve("runs/a/checkpoints/best.safetensors"));
        JsonNode again = succeed("train --resume runs/a");
        assertThat(again.path("metrics").has("sliced_wasserstein")).isTrue();
        assertThat(again.path("metrics").has("sliced_wasserstein_best")).isFalse();
        assertThat(again.has("best")).isFalse();
    }
}
