package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadTest {

    private static Config load(String preset, String... assignments) {
        Config config = ConfigLoader.preset(preset, List.of(assignments));
        Unread.refuse(List.of(config), List.of(assignments));
        return config;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gcd-8gaussians       | value.network.width=64         | a game whose sampler has a value
        gcd-8gaussians       | value.optimizer.rate=0.1       | a game whose sampler has a value
        pcd-8gaussians       | sampler.steps=3                | a game with a sampler
        pcd-8gaussians       | sampler.optimizer.rate=1.0e-4  | a game with a sampler
        pcd-8gaussians       | pretrain.iterations=7          | a game with a sampler
        imagenet64-T4        | sampler.prediction=noise       | sampler.schedule.kind other than karras and ddgan
        digits               | evaluation.box=3               | sets of points and game.kind=transport
        8gaussians           | evaluation.before=false        | images and a game with a sampler that starts from noise
        8gaussians           | evaluation.every=1000000       | trainer.iterations at least as large
        """)
    void whatAnotherSectionExcludesIsRefusedByName(String preset, String assignment, String reader) {
        String key = assignment.substring(0, assignment.indexOf('='));
        assertThatThrownBy(() -> load(preset, assignment))
                .isInstanceOf(UserError.class)
                .hasMessage("%s has no effect here, expected it with %s only, got %s", key, reader, assignment);
    }

    @Test
    void samplesOfMeasurementsAreReadWhereThereAreMeasurements() {
        assertThatThrownBy(() -> load("8gaussians", "evaluation.every=0", "evaluation.every_samples=50"))
                .isInstanceOf(UserError.class)
                .hasMessage("evaluation.every_samples has no effect here, expected it with evaluation.every above 0"
                        + " only, got evaluation.every_samples=50");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gcd-8gaussians       | game.tau1=0.5                     | game.kind=dxmi, got game.kind=gcd
        gcd-8gaussians       | game.update.epochs=3              | game.update.kind=ppo, got game.update.kind=pathwise
        cd-8gaussians        | game.start.restart=0.1            | game.start.kind=persistent, got game.start.kind=data
        8gaussians           | objective.noise_sd=0.1            | objective.kind=denoising, got objective.kind=difference
        8gaussians           | objective.negatives=4             | objective.kind=ranking, got objective.kind=difference
        8gaussians-reference | value.network.width=64            | value.kind=separate or shared, got value.kind=shared-time-independent
        sftpg-8gaussians     | sampler.sigma.rate=0.1            | sampler.sigma.kind=trained or fix-last, got sampler.sigma.kind=fixed
        8gaussians           | data.size=32                      | data.name=images or unpaired-images, got data.name=8gaussians
        8gaussians           | game.path.velocity_decay=0.9      | game.path.kind=adaptive-brownian, got game.path.kind=forward
        8gaussians           | game.time_cost.weight=2           | game.time_cost.kind=constant or sigmoid, got game.time_cost.kind=none
        8gaussians           | game.sampler_step.n_generator=2   | game.sampler_step.kind=minibatch, got game.sampler_step.kind=all
        8gaussians           | game.value_step.next_state=stored | game.value_step.kind=backward, got game.value_step.kind=shared
        digits               | sampler.network.depth=2           | sampler.network.kind=mlp or leaky-relu-mlp, got sampler.network.kind=conv
        """)
    void keysOfAnotherKindAreRefusedByIt(String preset, String assignment, String owner) {
        String key = assignment.substring(0, assignment.indexOf('='));
        assertThatThrownBy(() -> load(preset, assignment))
                .isInstanceOf(UserError.class)
                .hasMessage("%s belongs to %s", key.replace("value.network.width", "value.network"), owner);
    }

    @Test
    void eachPresetTakesTheChangesOfItsKinds() {
        List<Config> configs = ConfigLoader.presets(
                List.of("8gaussians", "pcd-8gaussians"),
                List.of("sampler.steps=3", "game.start.buffer=500", "game.tau1=0.7"),
                ConfigLoader::preset);
        assertThat(configs.get(0)).isEqualTo(load("8gaussians", "sampler.steps=3", "game.tau1=0.7"));
        assertThat(((GameConfig.Chains) configs.get(1).game()).start())
                .isEqualTo(new ChainStartConfig.Persistent(500, 0.02));
        assertThatThrownBy(() -> ConfigLoader.presets(
                        List.of("8gaussians", "pcd-8gaussians"),
                        List.of("objective.noise_sd=0.3"),
                        ConfigLoader::preset))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("objective.noise_sd belongs to objective.kind=denoising");
    }

    @ParameterizedTest
    @CsvSource({
        "gcd-8gaussians, game.update.kind=dxdp, game.update.tau1=0.5",
        "gcd-8gaussians, game.update.kind=ppo, game.update.epochs=3",
        "gcd-score-8gaussians, value.network.width=32, game.update.tau=0.2",
        "cd-8gaussians, game.start.kind=persistent, game.start.restart=0.1",
        "pcd-8gaussians, game.start.buffer=500, energy.network.width=32",
        "8gaussians, objective.kind=denoising, objective.noise_sd=0.1",
        "8gaussians, game.path.kind=adaptive-brownian, game.path.velocity_decay=0.9",
        "8gaussians-reference, game.sampler_step.n_generator=2, game.time_cost.weight=2"
    })
    void whatIsReadChangesTheConfiguration(String preset, String first, String second) {
        assertThat(load(preset, first, second))
                .isNotEqualTo(load(preset, first))
                .isNotEqualTo(load(preset));
    }
}
