package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.UserError;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class NoiseDecayConfigTest {

    @Test
    void aHalfCosineReachesItsEndAtItsShareOfTheTraining() {
        LongToDoubleFunction sd = new NoiseDecayConfig.Cosine(0.1, 0.5).schedule(0.3, 1000);
        assertThat(sd.applyAsDouble(0)).isEqualTo(0.3);
        assertThat(sd.applyAsDouble(250)).isCloseTo(0.2, within(1e-12));
        assertThat(sd.applyAsDouble(125)).isCloseTo(0.2 + 0.1 * Math.sqrt(0.5), within(1e-12));
        assertThat(sd.applyAsDouble(500)).isCloseTo(0.1, within(1e-12));
        assertThat(sd.applyAsDouble(999)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void withoutDecayItStays() {
        assertThat(new NoiseDecayConfig.None().schedule(0.3, 1000).applyAsDouble(999))
                .isEqualTo(0.3);
    }

    @Test
    void aShareBeyondTheTrainingIsRefused() {
        for (String share : List.of("0", "1.5", "-1")) {
            assertThatThrownBy(() -> ConfigLoader.preset(
                            "digits", List.of("energy.noise_decay.kind=cosine", "energy.noise_decay.share=" + share)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("energy.noise_decay.share");
        }
    }
}
