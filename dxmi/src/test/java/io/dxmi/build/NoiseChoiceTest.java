package io.dxmi.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.GameConfig;
import io.dxmi.config.NoiseSd;
import io.dxmi.config.Yaml;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseChoiceTest {

    private static final int POINTS = 200;

    @TempDir
    Path folder;

    /** Of the training half of the digits; the preset has 0.3. */
    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void theEnergyOfTheDigitsGetsOneNumberForEverySeed(long seed) {
        Config config = ConfigLoader.preset("digits", List.of("energy.noise_sd=auto", "seed=" + seed));
        NoiseChoice choice = chosen(config);

        assertThat(choice.config().energy().noiseSd()).isEqualTo(NoiseSd.of(0.333));
        assertThat(choice.lines())
                .singleElement()
                .asString()
                .matches(
                        "energy.noise_sd=auto is 0.333 \\(896 points of about \\d\\.\\d dimensions in 64; two such sets are"
                                + " 2\\.6\\d apart, W2\\)");
        assertThat(choice.config().chosenAs(config)).isEqualTo(choice.config());
        assertThat(config.chosenAs(choice.config())).isEqualTo(choice.config());
    }

    @Test
    void nothingIsChosenWhereAllNumbersAreGiven() {
        Config config = ConfigLoader.preset("digits", List.of());

        assertThat(chosen(config)).isEqualTo(new NoiseChoice(config, List.of()));
    }

    /** Two sets of 100 points on a line are about 0.1 apart. */
    @Test
    void theTransportOfALineEndsWithLittleNoise() throws IOException {
        NoiseChoice choice = chosen(transport("game.to=auto"));

        assertThat(((GameConfig.Transport) choice.config().game()).last()).isBetween(0.02, 0.2);
        assertThat(choice.lines())
                .singleElement()
                .asString()
                .matches("game.to=auto is 0\\.\\d+ \\(100 points of about [01]\\.\\d dimensions in 2; .*");
    }

    @Test
    void aTransportWithoutNoiseHasNothingToChoose() throws IOException {
        Config config = transport("game.from=0", "game.to=auto");

        assertThat(chosen(config).lines()).isEmpty();
        assertThat(((GameConfig.Transport) config.game()).last()).isZero();
    }

    @Test
    void refusesARangeThatEndsAboveItsStart() throws IOException {
        Config config = transport("game.from=1e-4", "game.to=auto");

        assertThatThrownBy(() -> chosen(config))
                .isInstanceOf(UserError.class)
                .hasMessageMatching(
                        "game.to=auto is 0\\.\\d+ for these data; expected game.from at least as large, got 1.0E-4");
    }

    @Test
    void refusesSetsWithoutEnd() {
        Config config = ConfigLoader.preset("8gaussians", List.of("energy.noise_sd=auto"));

        assertThatThrownBy(() -> chosen(config))
                .isInstanceOf(UserError.class)
                .hasMessage("energy.noise_sd=auto is for a finite set, whose noise depends on its number of points;"
                        + " expected a number with 8gaussians, which is drawn afresh, got auto");
    }

    @Test
    void refusesSetsOfTooFewPoints() throws IOException {
        Path file = Files.writeString(folder.resolve("few.csv"), "0,0\n1,1\n2,0\n0,2\n0,3\n1,0\n0,0\n0,0\n");
        Config config = ConfigLoader.preset("8gaussians", List.of("data.path=" + file, "energy.noise_sd=auto"));

        assertThatThrownBy(() -> chosen(config))
                .isInstanceOf(UserError.class)
                .hasMessageMatching("energy.noise_sd=auto cannot be told from .*few.*: expected at least 10 distinct"
                        + " points, got \\d of 4; give a number");
    }

    @Test
    void theWordIsReadAndWritten() {
        Config config = ConfigLoader.preset("digits", List.of("energy.noise_sd=auto"));

        assertThat(config.energy().noiseSd()).isEqualTo(NoiseSd.auto());
        assertThat(Yaml.dump(config)).contains("  noise_sd: auto\n");
        assertThat(Yaml.dump(ConfigLoader.preset("digits", List.of()))).contains("  noise_sd: 0.3\n");
        assertThatThrownBy(() -> ConfigLoader.preset("digits", List.of("energy.noise_sd=some")))
                .isInstanceOf(UserError.class)
                .hasMessage("energy.noise_sd must be a number or auto, got 'some'");
        assertThatThrownBy(() -> ConfigLoader.preset("digits", List.of("energy.noise_sd=-1")))
                .isInstanceOf(UserError.class)
                .hasMessage("energy.noise_sd must be a finite number of at least 0.0, got -1.0");
        assertThatThrownBy(() -> config.energy().noiseSd().sd()).isInstanceOf(IllegalStateException.class);
    }

    private static NoiseChoice chosen(Config config) {
        return NoiseChoice.of(config, Data.source(config.data()));
    }

    private Config transport(String... settings) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder source = new StringBuilder();
        StringBuilder target = new StringBuilder();
        for (int i = 0; i < POINTS; i++) {
            source.append(2 * random.nextDouble() - 1).append(",0\n");
            target.append(2 * random.nextDouble() - 1).append(i % 2 == 0 ? ",1\n" : ",-1\n");
        }
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("data.source=" + Files.writeString(folder.resolve("from.csv"), source));
        all.add("data.path=" + Files.writeString(folder.resolve("to.csv"), target));
        return ConfigLoader.preset("transport", all);
    }
}
