package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distances during training show where it stands; they change nothing of it. */
class DistanceCurveTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void distancesAreLoggedAndTrainingIsTheSame() throws IOException {
        Path plain = run("plain", 0);
        Path watched = run("watched", 2);
        Map<Long, Double> curve = new TreeMap<>();
        for (String line : Files.readAllLines(watched.resolve("metrics.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            if (row.has("samples/sliced_wasserstein")) {
                assertThat(row.path("phase").asText()).isEqualTo("train");
                curve.put(
                        row.path("iteration").asLong(),
                        row.path("samples/sliced_wasserstein").asDouble());
            }
        }
        assertThat(curve.keySet()).containsExactly(2L, 4L);
        assertThat(curve.values()).allSatisfy(d -> assertThat(d).isBetween(0.01, 10.0));
        assertThat(curve.get(2L)).isNotEqualTo(curve.get(4L));
        assertThat(Files.readString(plain.resolve("metrics.jsonl"))).doesNotContain("samples/");
        assertThat(weights(watched)).isEqualTo(weights(plain));
    }

    /** More samples than there are pictures to compare with are no mistake. */
    @Tag("slow")
    @Test
    void picturesAreMeasuredByTheSameClassifierAllTheTime() throws IOException {
        Config config = ConfigLoader.preset(
                "digits",
                List.of(
                        "sampler.network.width=8",
                        "energy.network.width=8",
                        "value.network.width=8",
                        "pretrain.iterations=2",
                        "trainer.iterations=2",
                        "evaluation.before=false",
                        "evaluation.every_samples=2000",
                        "evaluation.every=1"));
        Path out = trained("digits", config);
        List<String> rows = Files.readAllLines(out.resolve("metrics.jsonl")).stream()
                .filter(row -> row.contains("\"train\""))
                .toList();
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(row -> assertThat(
                                JSON.readTree(row).path("samples/frechet").asDouble())
                        .isPositive());
    }

    @Test
    void picturesWithoutADistanceAreRefusedBeforeTraining() throws IOException {
        for (int i = 0; i < 4; i++) {
            BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, i, 0xff0000);
            ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
        }
        Config config = ConfigLoader.preset(
                "lsun-bedroom-T4",
                List.of(
                        "data.path=" + folder,
                        "data.size=16",
                        "trainer.batch=2",
                        "sampler.network.width=32",
                        "sampler.network.multipliers=[1]",
                        "sampler.network.blocks=1",
                        "sampler.network.attention=[]",
                        "sampler.network.head=32",
                        "energy.network.width=16",
                        "evaluation.every=10"));
        try (TrainingRun run = new TrainingRun(config, Device.cpu())) {
            assertThatThrownBy(run::prepare)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "evaluation.every must be 0 for this data, got 10: no distance is computed for"
                                    + " colour pictures by themselves");
        }
    }

    private static Map<String, String> weights(Path run) {
        Map<String, String> weights = new TreeMap<>();
        Safetensors.read(run.resolve("checkpoints/step-5.safetensors"))
                .tensors()
                .forEach((name, tensor) -> weights.put(name, Arrays.toString(tensor.data())));
        return weights;
    }

    private Path run(String name, int every) {
        Config config = ConfigLoader.preset(
                "8gaussians",
                List.of(
                        "pretrain.iterations=2",
                        "trainer.iterations=5",
                        "trainer.batch=16",
                        "evaluation.samples=50",
                        "evaluation.draws=1",
                        "evaluation.every_samples=200",
                        "evaluation.every=" + every));
        return trained(name, config);
    }

    private Path trained(String name, Config config) {
        Path out = folder.resolve(name);
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder files = RunFolder.create(out, config, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(files, files.rows(), new StopFlag());
        }
        return out;
    }
}
