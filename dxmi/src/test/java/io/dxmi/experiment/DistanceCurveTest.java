package io.dxmi.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.run.RunFolder;
import io.dxmi.run.RunRecord;
import io.dxmi.run.StopFlag;
import io.dxmi.samplers.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Path out = folder.resolve(name);
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder files = RunFolder.create(out, config, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(files, files.rows(), new StopFlag());
        }
        return out;
    }
}
