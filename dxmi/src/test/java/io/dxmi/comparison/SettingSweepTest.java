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
    void theSeedIsNoSetting() {
        assertRefused(List.of("seed=1,2"), "seeds are set by seeds N (0 to N-1); expected no seed=1,2");
        assertRefused(List.of("game.tau1=0.1,0.2", "seed=7"), "expected no seed=7");
        assertThatThrownBy(() -> Variants.presets(List.of("8gaussians"), List.of("seed=7")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("seeds are set by ");
    }

    @Test
    void whatWouldBeTrainedTwiceIsNamed() {
        assertRefused(
                List.of("game.tau1=0.05,0.1", "game.tau1=0.2,0.3"),
                "expected each key once, got game.tau1=0.05,0.1 and game.tau1=0.2,0.3");
        assertRefused(List.of("game.tau1=0.5", "game.tau1=0.2,0.3"), "expected each key once");
        assertRefused(List.of("game.tau1=0.1,0.10"), "twice the same: game.tau1=0.1 and game.tau1=0.10");
        assertRefused(List.of("game.tau1=0.2,1e-1,0.1"), "twice the same: game.tau1=1e-1 and game.tau1=0.1");
        assertRefused(
                List.of("evaluation.extractor=a/p.pt,a-p.pt"),
                "got evaluation.extractor=a/p.pt and evaluation.extractor=a-p.pt, which are both ");
    }

    @Test
    void foldersHaveNamesOfBoundedLength() {
        String name = "game.tau1=0.1 ".repeat(40);
        assertThat(Variants.folder(name)).hasSize(200).startsWith("game.tau1=0.1_game.tau1=0.1_");
        assertThat(Variants.folder(name)).isNotEqualTo(Variants.folder(name + "1"));
        assertThat(Variants.folder("a=1 b=x/y")).isEqualTo("a=1_b=x-y");
    }

    private static void assertRefused(List<String> settings, String message) {
        assertThatThrownBy(() -> SettingSweep.of("8gaussians", settings))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
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
