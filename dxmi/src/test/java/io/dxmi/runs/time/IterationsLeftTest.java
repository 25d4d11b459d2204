package io.dxmi.runs.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.checkpoint.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a training has still to do, from its beginning and from a checkpoint. */
class IterationsLeftTest {

    private static Config digits(String... settings) {
        List<String> all = new java.util.ArrayList<>(List.of(
                "pretrain.iterations=70",
                "trainer.iterations=1000",
                "game.start_iteration=60",
                "evaluation.every=300"));
        all.addAll(List.of(settings));
        return ConfigLoader.preset("digits", all);
    }

    private static IterationsLeft from(Config config, String phase, long iteration) {
        return IterationsLeft.of(config, Optional.of(new Checkpoint(phase, iteration, 0, null, Map.of())));
    }

    private static IterationsLeft all(Config config) {
        return IterationsLeft.of(config, Optional.empty());
    }

    /** Measured at 0, 300, 600, 900 and 1000. */
    @Test
    void aNewTrainingHasAll() {
        assertThat(all(digits())).isEqualTo(new IterationsLeft(70, 60, 940, 5));
        assertThat(all(digits("evaluation.every=500"))).isEqualTo(new IterationsLeft(70, 60, 940, 3));
        assertThat(all(digits("evaluation.every=0"))).isEqualTo(new IterationsLeft(70, 60, 940, 0));
    }

    @Test
    void aResumedTrainingHasTheRest() {
        assertThat(from(digits(), "pretrain", 20)).isEqualTo(new IterationsLeft(50, 60, 940, 5));
        assertThat(from(digits(), "pretrain", 70)).isEqualTo(new IterationsLeft(0, 60, 940, 5));
        assertThat(from(digits(), "train", 0)).isEqualTo(new IterationsLeft(0, 60, 940, 5));
        assertThat(from(digits(), "train", 25)).isEqualTo(new IterationsLeft(0, 35, 940, 4));
        assertThat(from(digits(), "train", 300)).isEqualTo(new IterationsLeft(0, 0, 700, 3));
        assertThat(from(digits(), "train", 1000)).isEqualTo(new IterationsLeft(0, 0, 0, 0));
        assertThat(from(digits(), "train", 1000).isNothing()).isTrue();
    }

    @Test
    void theSamplerNeverMovesIfItsStartIsNotReached() {
        assertThat(all(digits("game.start_iteration=5000"))).isEqualTo(new IterationsLeft(70, 1000, 0, 5));
    }

    @Test
    void chainsHaveNoSamplerToPretrain() {
        Config chains = ConfigLoader.preset("pcd-8gaussians", List.of("trainer.iterations=100", "evaluation.every=0"));
        assertThat(all(chains)).isEqualTo(new IterationsLeft(0, 0, 100, 0));
    }
}
