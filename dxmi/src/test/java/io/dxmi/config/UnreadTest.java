package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadTest {

    private static void check(String preset, String... assignments) {
        List<String> list = List.of(assignments);
        Unread.refuse(List.of(ConfigLoader.preset(preset, list)), list);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                gcd-8gaussians       | trainer.tau1=0.5               | a sampler that follows a value
                gcd-8gaussians       | value.width=32                 | a sampler with a value
                gcd-8gaussians       | game.epochs=3                  | game.update=ppo
                cd-8gaussians        | game.restart=0.1               | game.start=persistent
                pcd-8gaussians       | sampler.steps=3                | a game with a sampler
                pcd-8gaussians       | pretrain.iterations=7          | a game with a sampler
                8gaussians           | objective.blur=0.1             | objective.kind=denoising
                8gaussians           | objective.others=4             | objective.kind=ranking
                sftpg-8gaussians     | game.ratio_clip=0.3            | game.update=ppo and game.epochs above 1
                pcd-8gaussians       | trainer.rates.sampler=1.0e-4   | a game with a sampler
                gcd-8gaussians       | trainer.rates.value=0.1        | a value network of its own
                8gaussians-reference | value.width=64                 | a value network of its own
                sftpg-8gaussians     | trainer.rates.log_sigma=0.1    | sampler.sigma other than fixed
                digits               | evaluation.box=3               | sets of points
                8gaussians           | data.size=32                   | data.name=images
                8gaussians           | evaluation.before=false        | pictures and a game with a sampler
                8gaussians           | evaluation.every=1000000       | trainer.iterations at least as large
                8gaussians           | evaluation.every_samples=50    | evaluation.every above 0
                8gaussians           | objective.slope=2              | objective.gradient_penalty above 0
                8gaussians           | trainer.velocity_decay=0.9     | trainer.path=adaptive-brownian
                8gaussians           | trainer.time_cost_weight=2     | trainer.time_cost other than none
                8gaussians           | trainer.sampler.generator=2    | trainer.sampler.states=minibatch
                """)
    void whatNothingReadsIsRefusedByName(String preset, String assignment, String reader) {
        String key = assignment.substring(0, assignment.indexOf('='));
        assertThatThrownBy(() -> check(preset, assignment))
                .isInstanceOf(UserError.class)
                .hasMessage("%s has no effect here, expected it with %s only, got %s", key, reader, assignment);
    }

    @Test
    void severalReadWhatOneOfThemReads() {
        List<Config> configs =
                List.of(ConfigLoader.preset("8gaussians", List.of()), ConfigLoader.preset("pcd-8gaussians", List.of()));
        assertThatCode(() -> Unread.refuse(configs, List.of("sampler.steps=3", "game.buffer=500")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Unread.refuse(configs, List.of("objective.blur=0.3")))
                .isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @CsvSource({
        "gcd-8gaussians, game.update=dxdp, trainer.tau1=0.5",
        "gcd-8gaussians, game.update=ppo, game.epochs=3",
        "sftpg-8gaussians, game.epochs=2, game.ratio_clip=0.3",
        "gcd-score-8gaussians, value.width=32, game.tau=0.2",
        "cd-8gaussians, game.start=persistent, game.restart=0.1",
        "pcd-8gaussians, game.buffer=500, energy.width=32",
        "8gaussians, objective.kind=denoising, objective.blur=0.1",
        "8gaussians, trainer.path=adaptive-brownian, trainer.velocity_decay=0.9",
        "8gaussians-reference, trainer.sampler.generator=2, trainer.time_cost_weight=2"
    })
    void whatIsReadPasses(String preset, String first, String second) {
        assertThatCode(() -> check(preset, first, second)).doesNotThrowAnyException();
    }
}
