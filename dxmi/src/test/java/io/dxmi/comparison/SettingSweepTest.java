package io.dxmi.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingSweepTest {

    @Test
    void everyCombinationIsAConfiguration() {
        Variants sweep = SettingSweep.of(
                "8gaussians", List.of("game.tau1=0.1,0.2", "trainer.batch=64", "trainer.iterations=5,6,5"));
        assertThat(sweep.names())
                .containsExactly(
                        "game.tau1=0.1 trainer.iterations=5",
                        "game.tau1=0.1 trainer.iterations=6",
                        "game.tau1=0.2 trainer.iterations=5",
                        "game.tau1=0.2 trainer.iterations=6");
        assertThat(sweep.of(7)).hasSize(4).allSatisfy(config -> {
            assertThat(config.seed()).isEqualTo(7);
            assertThat(config.trainer().batch()).isEqualTo(64);
        });
        assertThat(sweep.of(7).get(3).trainer().iterations()).isEqualTo(6);
    }

    @Test
    void commasWithinBracketsAndQuotesBelongToAValue() {
        assertThat(SettingSweep.split("{kind: a, x: [1, 2]},b")).containsExactly("{kind: a, x: [1, 2]}", "b");
        assertThat(SettingSweep.split("'a,b',\"c,d\"")).containsExactly("'a,b'", "\"c,d\"");
        assertThat(SettingSweep.split("1")).containsExactly("1");
    }

    @Test
    void mistakesShowAtOnce() {
        assertThatThrownBy(() -> SettingSweep.of("8gaussians", List.of("trainer.batch=8")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("several values");
        assertThatThrownBy(() -> SettingSweep.of("8gaussians", List.of("trainer.batch=8,-1")))
                .isInstanceOf(UserError.class);
        assertThatThrownBy(() -> SettingSweep.of("8gaussians", List.of("trainer.bach=8,16")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("trainer.bach");
    }
}
