package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.run.UserError;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadTest {

    private static void check(String preset, String... assignments) {
        List<String> list = List.of(assignments);
        Unread.refuse(ConfigLoader.preset(preset, list), list);
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

    @ParameterizedTest
    @CsvSource({
        "gcd-8gaussians, game.update=dxdp, trainer.tau1=0.5",
        "gcd-8gaussians, game.update=ppo, game.epochs=3",
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
