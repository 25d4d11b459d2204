package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.NoiseGenerator;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        assertThat(curve.keySet()).containsExactly(0L, 2L, 4L, 5L);
        assertThat(curve.values()).allSatisfy(d -> assertThat(d).isBetween(0.01, 10.0));
        assertThat(curve.get(2L)).isNotEqualTo(curve.get(4L));
        assertThat(Files.readString(plain.resolve("metrics.jsonl"))).doesNotContain("samples/");
        assertThat(weights(watched)).isEqualTo(weights(plain));
        assertThat(scalars(watched)).isEqualTo(scalars(plain));
        for (long i : curve.keySet())
            assertThat(watched.resolve("samples/" + i + ".png")).isNotEmptyFile();
        assertThat(Files.readAllLines(watched.resolve("steps.jsonl")))
                .hasSize(4)
                .allSatisfy(row -> assertThat(JSON.readTree(row).path("value")).hasSize(6));
        assertThat(Files.readAllLines(watched.resolve("histograms.jsonl")))
                .hasSize(4)
                .allSatisfy(row -> {
                    for (String set : List.of("data", "samples")) {
                        int sum = 0;
                        for (JsonNode count : JSON.readTree(row).path(set)) sum += count.asInt();
                        assertThat(sum).isEqualTo(200);
                    }
                });
        assertBest(watched, curve);
    }

    /** The best checkpoint is that of the least distance, and opens. */
    private static void assertBest(Path run, Map<Long, Double> curve) throws IOException {
        JsonNode best = JSON.readTree(run.resolve("checkpoints/best.json").toFile());
        double least = curve.values().stream().min(Double::compare).orElseThrow();
        assertThat(best.path("value").asDouble()).isEqualTo(least);
        assertThat(curve).containsEntry(best.path("iteration").asLong(), least);
        assertThat(Checkpoints.chosen(run, CheckpointChoice.BEST).content().iteration())
                .isEqualTo(best.path("iteration").asLong());
        assertThatThrownBy(() -> Checkpoints.chosen(run, new CheckpointChoice("77")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has no checkpoint 77; expected last, best, 5, 3");
    }

    /** A resumed run measures, draws and keeps the same as an unbroken one. */
    @ParameterizedTest
    @EnumSource(NoiseGenerator.class)
    void aResumedRunHasTheSameFiles(NoiseGenerator noise) throws IOException {
        Config config = config(
                2,
                List.of(
                        "trainer.checkpoint_every=3",
                        "trainer.noise=" + noise.name().toLowerCase(Locale.ROOT)));
        Path whole = trained("whole", config);
        Path resumed = folder.resolve("resumed");
        StopFlag stop = new StopFlag();
        Progress stopper = new Progress() {
            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                if (phase.equals("train") && done == 3) stop.request(1);
            }
        };
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder files = RunFolder.create(resumed, config, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThat(run.run(files, Progress.all(List.of(files.rows(), stopper)), stop))
                    .isEmpty();
        }
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder files = RunFolder.resume(resumed, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(files, files.rows(), new StopFlag());
        }
        for (String file :
                List.of("metrics.jsonl", "histograms.jsonl", "steps.jsonl", "checkpoints/best.json", "samples/4.png")) {
            assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(weights(resumed)).isEqualTo(weights(whole));
    }

    /** All rows without the distances. */
    private static List<JsonNode> scalars(Path run) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode row = (ObjectNode) JSON.readTree(line);
            row.remove(List.of("samples/sliced_wasserstein", "critic/w1_certified", "critic/lipschitz_excess"));
            if (row.path("iteration").asLong() == 5
                    || row.path("phase").asText().equals("pretrain")) rows.add(row);
        }
        return rows;
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
                .hasSize(3)
                .allSatisfy(row -> assertThat(
                                JSON.readTree(row).path("samples/frechet").asDouble())
                        .isPositive());
    }

    private static Map<String, String> weights(Path run) {
        Map<String, String> weights = new TreeMap<>();
        Safetensors.read(run.resolve("checkpoints/step-5.safetensors"))
                .tensors()
                .forEach((name, tensor) -> weights.put(name, Arrays.toString(tensor.data())));
        return weights;
    }

    private Path run(String name, int every) {
        return trained(name, config(every, List.of("trainer.checkpoint_every=3")));
    }

    private static Config config(int every, List<String> more) {
        List<String> settings = new ArrayList<>(more);
        settings.addAll(List.of(
                "pretrain.iterations=2",
                "trainer.iterations=5",
                "trainer.batch=16",
                "evaluation.samples=50",
                "evaluation.draws=1",
                "evaluation.every_samples=200",
                "evaluation.every=" + every));
        return ConfigLoader.preset("8gaussians", settings);
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
