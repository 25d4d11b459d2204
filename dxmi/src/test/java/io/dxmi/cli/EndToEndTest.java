package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing, small: what training, stopping, sampling, measuring and scoring leave behind. */
@Tag("slow")
class EndToEndTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(Main.class, folder);
    }

    private static String[] train(String out, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "train",
                "8gaussians",
                "--quiet",
                "--out",
                out,
                "pretrain.iterations=25",
                "trainer.iterations=60",
                "trainer.batch=64",
                "trainer.report_every=1",
                "trainer.checkpoint_every=9",
                "evaluation.samples=400",
                "evaluation.draws=1",
                "evaluation.projections=20"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    @Test
    void trainedRunsAreSampledMeasuredAndScored() throws Exception {
        JsonNode summary = succeed(train("run"));
        assertThat(summary.at("/metrics/sliced_wasserstein").asDouble()).isPositive();
        assertThat(summary.at("/metrics/sliced_wasserstein_floor").asDouble()).isPositive();
        assertThat(summary.at("/metrics/energy_auc").asDouble()).isBetween(0.0, 1.0);
        summary.path("paths")
                .forEach(path -> assertThat(folder.resolve(path.asText())).exists());

        assertThat(folder.resolve("run/card.json")).content().contains("\"sliced_wasserstein\"");

        JsonNode again = succeed("evaluate", "run", "--quiet");
        assertThat(again.path("metrics")).isEqualTo(summary.path("metrics"));
        JsonNode card = again.at("/cards/0");
        assertThat(card.path("metric").asText()).isEqualTo("sliced_wasserstein");
        assertThat(card.path("value")).isEqualTo(again.at("/metrics/sliced_wasserstein"));
        assertThat(card.path("samples").asInt()).isEqualTo(400);
        assertThat(card.path("reference_sha256").asText()).hasSize(64);
        assertThat(folder.resolve(again.at("/paths/card").asText())).isNotEmptyFile();

        assertThat(succeed("sample", "run", "-n", "50", "--out", "few.csv", "--quiet")
                        .path("samples")
                        .asInt())
                .isEqualTo(50);
        succeed("sample", "run", "-n", "400", "--out", "many.csv", "--quiet");
        assertThat(Files.readAllLines(folder.resolve("many.csv")).subList(0, 51))
                .isEqualTo(Files.readAllLines(folder.resolve("few.csv")));

        JsonNode measured = succeed("evaluate", "many.csv", "--against", "run", "--quiet");
        assertThat(measured.at("/metrics/sliced_wasserstein").asDouble())
                .isEqualTo(summary.at("/metrics/sliced_wasserstein").asDouble());

        JsonNode drawn =
                succeed("evaluate", "run", "--reference", "many.csv", "-n", "400", "--metrics", "sw", "--quiet");
        // the same seed draws the same samples
        assertThat(drawn.at("/metrics/sliced_wasserstein").asDouble()).isLessThan(1e-5);

        Result scores = dxmi.run("score", "run", "few.csv");
        assertThat(scores.out().lines().map(Double::parseDouble)).hasSize(50).allMatch(Double::isFinite);

        Files.writeString(folder.resolve("wide.csv"), "1,2,3\n4,5,6\n");
        Result wide = dxmi.run("score", "run", "wide.csv");
        assertThat(wide.code()).isEqualTo(2);
        assertThat(wide.err()).isEqualTo("dxmi: wide.csv has 3 columns, but 8gaussians has 2 dimensions\n");
    }

    @Test
    void roundedFactorsAreRecordedAndChangeNumbersALittle() throws Exception {
        succeed(train("exact"));
        succeed(train("rounded", "--precision", "bf16"));
        assertThat(precision("exact")).isEqualTo("fp32");
        assertThat(precision("rounded")).isEqualTo("bf16");
        double[] exact = lossesOf("exact");
        double[] rounded = lossesOf("rounded");
        assertThat(rounded).isNotEqualTo(exact).hasSameSizeAs(exact);
        for (int i = 0; i < exact.length; i++) assertThat(rounded[i]).isCloseTo(exact[i], within(0.1 * exact[i]));

        succeed("sample", "rounded", "-n", "20", "--out", "a.csv", "--quiet");
        succeed("sample", "rounded", "-n", "20", "--out", "b.csv", "--precision", "bf16", "--quiet");
        assertThat(folder.resolve("a.csv")).content().isNotEqualTo(Files.readString(folder.resolve("b.csv")));
    }

    private String precision(String run) throws Exception {
        return JSON.readTree(folder.resolve(run).resolve("run.json").toFile())
                .path("precision")
                .asText();
    }

    /** Of the pre-training. */
    private double[] lossesOf(String run) throws Exception {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            JsonNode loss = JSON.readTree(line).path("pretrain/loss");
            if (loss.isNumber()) losses.add(loss.asDouble());
        }
        return losses.stream().mapToDouble(d -> d).toArray();
    }

    @Test
    void killedTwiceAndResumedEndsWithTheSameBytes() throws Exception {
        succeed(train("whole"));
        kill(dxmi.start(train("run")), 15); // while it pre-trains, or soon after
        kill(dxmi.start("train", "--resume", "run", "--quiet"), 60);
        JsonNode summary = succeed("train", "--resume", "run", "--quiet");
        assertThat(summary.path("iterations").asInt()).isEqualTo(60);
        for (String file : List.of("metrics.jsonl", "checkpoints/step-60.safetensors", "config.yaml")) {
            assertThat(folder.resolve("run").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(summary.path("metrics"))
                .isEqualTo(JSON.readTree(folder.resolve("whole/summary.json").toFile())
                        .path("metrics"));
    }

    /** Kills a process once its run has so many rows, or lets it end before. */
    private void kill(Running running, int rows) throws Exception {
        Path metrics = folder.resolve("run/metrics.jsonl");
        while (running.process().isAlive()) {
            if (Files.exists(metrics) && Files.readString(metrics).lines().count() >= rows) break;
            Thread.sleep(5);
        }
        running.process().destroyForcibly().waitFor();
    }

    @Test
    void anUnfitStartIsRefusedBeforeAnythingIsWritten() throws Exception {
        succeed(train("run"));
        Result wider = dxmi.run(train("wider", "--init", "run", "sampler.network.width=32"));
        assertThat(wider.code()).isEqualTo(2);
        assertThat(wider.err().lines()).hasSize(1);
        assertThat(wider.err()).contains("run").contains("expected sampler.network.width=");
        assertThat(folder.resolve("wider")).doesNotExist();
        assertThat(succeed(train("next", "--init", "run", "pretrain.iterations=0"))
                        .path("iterations")
                        .asInt())
                .isEqualTo(60);

        Path file = folder.resolve("run/checkpoints/step-60.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        Result torn = dxmi.run("sample", "run", "-n", "5", "--out", "older.csv");
        assertThat(torn.code()).as(torn.err()).isZero();
        assertThat(torn.err()).contains("step-60.safetensors", "newest good checkpoint");

        try (var all = Files.newDirectoryStream(folder.resolve("run/checkpoints"), "*-*.safetensors")) {
            for (Path each : all) Files.write(each, new byte[9]);
        }
        Result lost = dxmi.run("sample", "run", "-n", "5", "--out", "none.csv");
        assertThat(lost.code()).isEqualTo(2);
        assertThat(lost.err().lines()).hasSize(1);
        assertThat(lost.err()).contains("expected a good checkpoint");
        assertThat(folder.resolve("none.csv")).doesNotExist();
    }

    @Test
    void dataThatDoNotServeAreRefusedBeforeAnythingIsWritten() throws Exception {
        Files.writeString(folder.resolve("few.csv"), "0,0\n1,1\n2,2\n3,3\n4,4\n5,5\n");
        Files.writeString(folder.resolve("torn.csv"), "0,0\n1,1\n2,2\n3,\n");
        for (String data : List.of("few.csv", "torn.csv", "none.csv")) {
            Result result = dxmi.run("train", "points", "data.path=" + data, "--out", "run");
            assertThat(result.code()).as(result.err()).isEqualTo(2);
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.err()).contains(data);
            assertThat(folder.resolve("run")).doesNotExist();
        }
    }
}
