package io.dxmi.judge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the cards of a run's own numbers say of it. */
class JudgeCardsTest {

    private static List<Measured> cards(String preset, Map<String, Object> metrics) {
        Config config = ConfigLoader.preset(preset, List.of("seed=11"));
        DataSource data = Data.source(config.data());
        try (NDManager root = Torch.open()) {
            return Judges.of(config, data, root).cards(metrics, "a run");
        }
    }

    @Test
    void digitsCarryTheRunsSeedAndHowPixelsAreRounded() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("samples", 901);
        metrics.put("frechet", 20.0);
        metrics.put("frechet_floor", 1.5);
        metrics.put("features", "net");
        metrics.put("features_sha256", "ab");
        List<Measured> cards = cards("digits", metrics);
        assertThat(cards).extracting(Measured::name).containsExactly("frechet", "frechet_floor");
        assertThat(MeasuredFormat.cards(cards).get(0))
                .containsEntry("seed", 11L)
                .containsEntry("samples", 901L)
                .containsEntry("samples_from", "a run")
                .containsEntry("rounding", "none, float32")
                .containsEntry("reference_rounding", "17 levels, as stored")
                .containsEntry("reference_resize", "none");
        assertThat(MeasuredFormat.cards(cards).get(1))
                .containsEntry("rounding", "17 levels, as stored")
                .containsEntry("samples_from", "optdigits, training half");
    }

    @Test
    void pointsCarryTheRunsSeed() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("samples", 50);
        metrics.put("sliced_wasserstein", 0.1);
        assertThat(MeasuredFormat.cards(cards("moons", metrics)).get(0))
                .containsEntry("seed", 11L)
                .containsEntry("samples_from", "a run");
    }
}
