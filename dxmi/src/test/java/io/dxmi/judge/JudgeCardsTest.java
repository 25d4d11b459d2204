package io.dxmi.judge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.build.Data;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of a run and their cards: both are made from the list of what was measured. */
class JudgeCardsTest {

    /** Facts, which have no card. */
    private static final List<String> FACTS = List.of("samples", "features", "features_sha256", "modes", "w2_bound");

    private static final List<String> SHORT = List.of(
            "seed=11", "pretrain.iterations=2", "trainer.iterations=2", "evaluation.samples=50", "evaluation.draws=1");

    @Test
    void everyMetricOfPointsHasOneCard(@TempDir Path folder) throws IOException {
        JsonNode cards = cardsOfEveryMetric(ConfigLoader.preset("gcd-8gaussians", SHORT), folder.resolve("run"));
        JsonNode distance = card(cards, "sliced_wasserstein");
        assertThat(distance.path("seed").asLong()).isEqualTo(11);
        assertThat(distance.path("samples").asInt()).isEqualTo(50);
        assertThat(distance.path("samples_from").asText()).isEqualTo("run of gcd-8gaussians with seed 11");
        assertThat(distance.path("reference_sha256").asText()).hasSize(64);
        assertThat(card(cards, "sliced_wasserstein_floor").path("samples_from").asText())
                .isEqualTo("8gaussians, for training, seed 11");
        assertThat(card(cards, "jensen_shannon").path("samples").asInt()).isEqualTo(20 * 50);
        assertThat(card(cards, "energy_auc_gap").path("value").asDouble())
                .isEqualTo(card(cards, "energy_auc_ceiling").path("value").asDouble()
                        - card(cards, "energy_auc").path("value").asDouble());
        assertThat(card(cards, "energy_kl").path("implementation").asText()).contains("KL of the energy's density");
    }

    @Tag("slow")
    @Test
    void everyMetricOfDigitsHasOneCard(@TempDir Path folder) throws IOException {
        List<String> settings = new ArrayList<>(SHORT);
        settings.addAll(List.of(
                "data.leave_out=9", "sampler.network.width=8", "energy.network.width=8", "value.network.width=8"));
        JsonNode cards = cardsOfEveryMetric(ConfigLoader.preset("digits", settings), folder.resolve("run"));
        JsonNode distance = card(cards, "frechet");
        assertThat(distance.path("seed").asLong()).isEqualTo(11);
        assertThat(distance.path("samples_from").asText()).isEqualTo("run of digits with seed 11");
        assertThat(distance.path("rounding").asText()).isEqualTo("none, float32");
        assertThat(distance.path("reference_rounding").asText()).isEqualTo("17 levels, as stored");
        assertThat(distance.path("reference_resize").asText()).isEqualTo("none");
        JsonNode floor = card(cards, "frechet_floor");
        assertThat(floor.path("rounding").asText()).isEqualTo("17 levels, as stored");
        assertThat(floor.path("samples_from").asText()).endsWith(", training half");
        assertThat(card(cards, "frechet_before").path("implementation").asText())
                .endsWith(", the least of frechet_before_ddim, frechet_before_stochastic");
        assertThat(card(cards, "novelty_auroc").path("samples_from").asText()).endsWith(", left-out digit");
    }

    @Test
    void aMetricThatAJudgeAddsIsInNumbersAndCards() {
        Config config = ConfigLoader.preset("moons", SHORT);
        DataSource data = Data.source(config.data());
        try (NDManager root = Torch.open()) {
            Judge judge = new WithMean(Judges.of(config, data, root));
            RunMeasurement measured =
                    new RunMeasurement(judge.distances(data.heldOut(5, 50), "points.csv", Progress.NONE), Map.of());
            Map<String, Object> result = RunJson.of("moons", 0, 1, measured);
            List<Object> names = new ArrayList<>(((Map<?, ?>) result.get("metrics")).keySet());
            assertThat(names)
                    .containsExactly(
                            "samples",
                            "sliced_wasserstein",
                            "sliced_wasserstein_floor",
                            "jensen_shannon",
                            "jensen_shannon_floor",
                            "far_outliers",
                            "mean");
            List<?> cards = (List<?>) result.get("cards");
            assertThat(cards).hasSize(6);
            Map<?, ?> card = (Map<?, ?>) cards.get(5);
            assertThat(card.get("metric")).isEqualTo("mean");
            assertThat(card.get("implementation")).isEqualTo("dxmi: mean of all values");
            assertThat(card.get("samples_from")).isEqualTo("points.csv");
        }
    }

    /** Measures one number more than another judge. */
    private record WithMean(Judge judge) implements Judge {

        @Override
        public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
            return judge.metrics(trained, before, progress);
        }

        @Override
        public List<Reported> distances(float[] samples, String from, Progress progress) {
            double sum = 0;
            for (float value : samples) sum += value;
            Side side = Side.plain(from, samples.length / 2, "");
            Method how = Method.own("mean of all values", FeatureSet.POINTS, 0);
            List<Reported> found = new ArrayList<>(judge.distances(samples, from, progress));
            found.add(new Measured("mean", sum / samples.length, how, side, side));
            return found;
        }

        @Override
        public String distance() {
            return judge.distance();
        }

        @Override
        public Measured distanceOf(Trained trained, Progress progress) {
            return judge.distanceOf(trained, progress);
        }

        @Override
        public DistanceToData ruler(float[] reference, Progress progress) {
            return judge.ruler(reference, progress);
        }

        @Override
        public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
            return judge.draw(trained, samples, reference, file);
        }

        @Override
        public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
            return judge.pictures(trained, metrics, folder);
        }
    }

    /** Trains and measures a run; returns the cards of {@code card.json}, one for each number of the result. */
    private static JsonNode cardsOfEveryMetric(Config config, Path out) throws IOException {
        Map<?, ?> metrics;
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder folder = RunFolder.create(out, config, RunRecord.now(List.of(), 11, "cpu"))) {
            metrics = MeasuredFormat.metrics(run.run(folder, Progress.NONE, new StopFlag())
                    .orElseThrow()
                    .measured()
                    .metrics());
        }
        JsonNode cards = Json.parse(Files.readString(out.resolve("card.json"))).path("cards");
        List<String> names = new ArrayList<>();
        for (JsonNode card : cards) {
            String name = card.path("metric").asText();
            names.add(name);
            assertThat(card.path("value").asDouble()).as(name).isEqualTo(((Number) metrics.get(name)).doubleValue());
            assertThat(card.path("implementation").asText()).as(name).startsWith("dxmi: ");
        }
        List<String> measured = new ArrayList<>();
        metrics.keySet().forEach(name -> measured.add((String) name));
        measured.removeAll(FACTS);
        assertThat(names).isNotEmpty().isEqualTo(measured);
        return cards;
    }

    private static JsonNode card(JsonNode cards, String name) {
        for (JsonNode card : cards) if (card.path("metric").asText().equals(name)) return card;
        throw new AssertionError("no card for " + name);
    }
}
