package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @TempDir
    Path folder;

    private static final List<String> TINY_POINTS = List.of(
            "sampler.network.width=8",
            "sampler.network.features=4",
            "energy.network.width=8",
            "energy.network.features=4",
            "pretrain.iterations=4",
            "pretrain.batch=32",
            "trainer.iterations=4",
            "trainer.batch=32",
            "trainer.report_every=2",
            "trainer.checkpoint_every=4",
            "evaluation.samples=64",
            "evaluation.every=0");

    @Test
    void theTableHasEveryRenamedKeyOnceAndOnlyKeysOfToday() {
        Set<String> today = Keys.of(Config.class);
        Format.table().forEach((old, now) -> {
            assertThat(today).containsAll(now);
            assertThat(now).isNotEmpty().doesNotContain(old);
        });
    }

    @Test
    void aRunOfVersionOneIsReadWithTheMeaningItHad() {
        Config read = ConfigLoader.written(released("gcd-8gaussians"));
        assertThat(read).isEqualTo(ConfigLoader.preset("gcd-8gaussians", TINY_POINTS));
    }

    @Test
    void aRunOfImagesOfVersionOneIsReadWithTheMeaningItHad() {
        Config read = ConfigLoader.written(released("digits"));
        assertThat(read)
                .isEqualTo(ConfigLoader.preset(
                        "digits",
                        List.of(
                                "sampler.network.width=8",
                                "energy.network.width=8",
                                "value.network.width=8",
                                "game.start_iteration=0",
                                "pretrain.iterations=4",
                                "pretrain.batch=16",
                                "trainer.iterations=4",
                                "trainer.batch=16",
                                "trainer.report_every=2",
                                "trainer.checkpoint_every=4",
                                "evaluation.samples=32",
                                "evaluation.every=0")));
    }

    @ParameterizedTest
    @CsvSource({"dxmi-8gaussians", "pcd-8gaussians", "points"})
    void otherRunsOfVersionOneAreReadAndWrittenInTheNewFormat(String run) throws IOException {
        Config read = ConfigLoader.written(released(run));
        Path again = Files.writeString(folder.resolve("config.yaml"), Yaml.dump(read));
        assertThat(again).content().startsWith("format: 2\n");
        assertThat(ConfigLoader.written(again)).isEqualTo(read);
        assertThat(((ScalarConfig.Mlp) read.energy().network()).width()).isEqualTo(8);
        assertThat(read.trainer().iterations()).isEqualTo(4);
    }

    private static Path released(String run) {
        return Path.of("src/test/resources/released-0.1", run, "config.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                trainer.tau1=0.5        | trainer.tau1 is now game.tau1 or game.update.tau1
                game.update=ppo         | game.update is now game.update.kind
                sampler.width=8         | sampler.width is now sampler.network.width
                trainer.rates.energy=1  | trainer.rates.energy is now energy.optimizer.rate
                trainer.gamma=1         | trainer.gamma is now objective.gamma
                trainer.sampler.from=1  | trainer.sampler.from is now game.start_iteration
                data.without=9          | data.without is now data.leave_out
                """)
    void renamedKeysAreToldTheirNewNames(String assignment, String message) {
        assertThatThrownBy(() -> ConfigLoader.preset("8gaussians", List.of(assignment)))
                .isInstanceOf(UserError.class)
                .hasMessage(message);
    }

    @Test
    void filesWithRenamedKeysAndOfNewerFormatsAreRefused() throws IOException {
        Path old = Files.writeString(folder.resolve("old.yaml"), "data: {name: rings}\ntrainer: {micro: 4}\n");
        assertThatThrownBy(() -> ConfigLoader.file(old, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessage(old + ": trainer.micro is now trainer.micro_batch");
        Path newer = Files.writeString(folder.resolve("new.yaml"), "format: 3\ndata: {name: rings}\n");
        assertThatThrownBy(() -> ConfigLoader.file(newer, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(newer + ": format must be at most 2, got 3");
        Path same = Files.writeString(folder.resolve("same.yaml"), "format: 2\ndata: {name: rings}\n");
        assertThat(ConfigLoader.file(same, List.of()).data().name()).isEqualTo("rings");
    }
}
