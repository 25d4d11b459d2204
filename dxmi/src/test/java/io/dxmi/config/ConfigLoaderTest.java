package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.DdpmBetas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {

    @TempDir
    Path folder;

    static Stream<String> presets() {
        return Presets.NAMES.stream();
    }

    /** What a preset needs from the user. */
    private static List<String> needs(String preset) {
        return preset.equals("points") ? List.of("data.path=points.csv") : List.of();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void dumpedConfigurationLoadsAsAnEqualRecord(String preset) throws IOException {
        Config config = ConfigLoader.preset(preset, needs(preset));
        Path file = Files.writeString(folder.resolve("other-name.yaml"), Yaml.dump(config));
        assertThat(ConfigLoader.file(file, List.of())).isEqualTo(config);
        assertThat(config.name()).isEqualTo(preset);
        assertThat(Presets.description(preset)).isNotBlank().doesNotStartWith("#");
    }

    @Test
    void everyPresetFileIsListed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/dxmi/presets"))) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".yaml", "")))
                    .contains("8gaussians", "lsun-bedroom-T4")
                    .containsExactlyInAnyOrderElementsOf(Presets.NAMES);
        }
    }

    @Test
    void dumpSaysEveryKeyOfItsKindsAndNoOther() {
        String dump = Yaml.dump(ConfigLoader.preset("8gaussians", List.of()));
        var tree = Yaml.documents(dump, "dump").get(0);
        assertThat(Format.take(tree)).isEqualTo(Format.CURRENT);
        assertThat(Keys.foreign(Config.class, tree)).isEmpty();
        assertThat(Keys.leaves(tree))
                .containsKeys(
                        "name", "game.tau1", "game.value_step.running", "value.optimizer.beta2", "sampler.sigma.rate")
                .doesNotContainKeys("format", "game.update.kind", "game.path.velocity_decay", "data.path");
    }

    @Test
    void fileSaysOnlyWhatDiffers() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.yml"),
                "base: rings\ndata: {name: moons}\ngame:\n  tau1: 1e-3\nenergy:\nvalue: # nothing\n");
        Config config = ConfigLoader.file(file, List.of("game.tau2=.5", "trainer.batch=32"));
        assertThat(config.name()).isEqualTo("mine");
        GameConfig.Dxmi game = (GameConfig.Dxmi) config.game();
        assertThat(game.tau1()).isEqualTo(1e-3);
        assertThat(game.tau2()).isEqualTo(0.5);
        assertThat(config.trainer().batch()).isEqualTo(32);
        assertThat(config.energy())
                .isEqualTo(ConfigLoader.preset("rings", List.of()).energy());
        assertThat(config.data().name()).isEqualTo("moons");
    }

    @Test
    void filesAreLaidOverEachOtherAndOverAPreset() throws IOException {
        Path first =
                Files.writeString(folder.resolve("first.yaml"), "base: rings\ntrainer: {batch: 64, iterations: 9}\n");
        Path second = Files.writeString(folder.resolve("second.yaml"), "trainer: {batch: 8}\n");
        Config config = ConfigLoader.layered("", List.of(first, second), List.of("trainer.report_every=3"));
        assertThat(config.name()).isEqualTo("first");
        assertThat(config.data().name()).isEqualTo("rings");
        assertThat(config.trainer().batch()).isEqualTo(8);
        assertThat(config.trainer().iterations()).isEqualTo(9);
        assertThat(config.trainer().reportEvery()).isEqualTo(3);
        assertThat(ConfigLoader.layered("moons", List.of(second), List.of()))
                .isEqualTo(ConfigLoader.preset("moons", List.of("trainer.batch=8")));
        assertThat(ConfigLoader.said(List.of(first, second), List.of("seed=1")))
                .containsEntry("trainer.batch", "8")
                .containsEntry("trainer.iterations", "9")
                .containsEntry("seed", "1");
    }

    @Test
    void aFileWithoutABaseStartsFromTheDefaults() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yml"), "data: {name: rings}\n");
        EnergyConfig energy = ConfigLoader.file(file, List.of()).energy();
        assertThat(energy.noiseDecay()).isEqualTo(new NoiseDecayConfig.None());
        assertThat(energy.network()).isEqualTo(new ScalarConfig.Mlp(64, 3, 32, 0.7, 3));
    }

    @Test
    void anUnknownBaseIsRefusedWithTheFileAndTheNames() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yml"), "base: pionts\ndata: {name: rings}\n");
        assertThatThrownBy(() -> ConfigLoader.file(file, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("mine.yml: unknown preset 'pionts'")
                .hasMessageContaining("did you mean points");
    }

    /** All sets of points have the settings of the preset points. */
    @ParameterizedTest
    @EnumSource
    void presetsOfPointSetsDifferInTheirDataAlone(PointSet set) {
        Config points = ConfigLoader.preset("points", List.of("data.path=points.csv"));
        Config preset = ConfigLoader.preset(set.label(), List.of());
        assertThat(Yaml.dump(preset).replace("name: " + set.label(), "name: points"))
                .isEqualTo(Yaml.dump(points).replace("  path: points.csv\n", ""));
    }

    @Test
    void anotherKindStartsFromItsOwnKeysInAnyOrder() {
        List<String> overrides = List.of("sampler.schedule.from=600", "sampler.schedule.kind=ddpm-subsampled");
        assertThat(ConfigLoader.preset("8gaussians", overrides).sampler().schedule())
                .isEqualTo(new ScheduleConfig.Subsampled(
                        600, 50, ScheduleConfig.Subsampled.Spacing.QUADRATIC, DdpmBetas.LINEAR));
        assertThat(ConfigLoader.preset("8gaussians", List.of("sampler.schedule.noisiest=8"))
                        .sampler()
                        .schedule())
                .isEqualTo(new ScheduleConfig.Geometric(8, 0.15));
    }

    @Test
    void pathMeansTheUsersPoints() {
        assertThat(ConfigLoader.preset("8gaussians", List.of("data.path=1e3")).data())
                .isEqualTo(new DataConfig.Points("points", "1e3"));
    }

    @Test
    void recordsCheckThemselves() {
        assertThatThrownBy(() -> new ObjectiveConfig.Denoising(Double.NaN))
                .isInstanceOf(UserError.class)
                .hasMessage("noise_sd must be a finite number above 0.0, got NaN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "game.tua1=1 | game.tua1 is not a known key; did you mean game.tau1?",
                "tau1=1 | tau1 is not a known key; did you mean game.tau1?",
                "traner.batch=1 | traner is not a known key; did you mean trainer?",
                "zzzzzz.yyyyyyyy=1 | zzzzzz is not a known key",
                "game.tau1=-1 | game.tau1 must be a finite number of at least 0.0, got -1.0",
                "game.tau1=NaN | game.tau1 must be a number, got 'NaN'",
                "game.tau1=1e999 | game.tau1 must be a number, 0 or from 1e-30 to 1e30 in size, got '1e999'",
                "game.tau1=1e-31 | game.tau1 must be a number, 0 or from 1e-30 to 1e30 in size, got '1e-31'",
                "sampler.network.depth=1000000000 | sampler.network.depth must be at most 1000, got 1000000000",
                "evaluation.box=1e9 | evaluation.box must be within [0.001, 1000000.0], got 1.0E9",
                "game.tau1= | game.tau1 must be a number, got ''",
                "game.tau1=fast | game.tau1 must be a number, got 'fast'",
                "game.tau1.x=1 | game.tau1 must be a number, got a section or list",
                "trainer.batch=2.5 | trainer.batch must be a whole number, got '2.5'",
                "trainer.batch=99999999999 | trainer.batch must be a whole number, got '99999999999'",
                "trainer.batch=0 | trainer.batch must be at least 1, got 0",
                "sampler.optimizer.clip=-1 | sampler.optimizer.clip must be a finite number of at least 0.0, got -1.0",
                "energy.optimizer.beta1=1 | energy.optimizer.beta1 must be within [0, 1), got 1.0",
                "game.value_step.entropy=yes | game.value_step.entropy must be true or false, got 'yes'",
                "game.path.kind=browniann | game.path.kind must be one of forward, brownian, adaptive-brownian; got"
                        + " 'browniann'; did you mean brownian?",
                "trainer=5 | trainer must be a section with iterations, batch, micro_batch, local_steps,",
                "data.name=7gaussians | data.name must be one of digits, points, unpaired, curves, images, unpaired-images, 8gaussians,"
                        + " 2spirals, pinwheel, 25gaussians, checkerboard, moons, rings, one-to-many, perpendicular,"
                        + " curve, affine, curves-mode-2, curves-mode-20, mnist, fashion-mnist, cifar10; got '7gaussians'; did you mean"
                        + " 8gaussians?",
                "data.leave_out=3 | data.leave_out belongs to data.name=digits, got data.name=8gaussians",
                "game.kind=mcmc | game.kind must be one of dxmi, gcd, chains, transport; got 'mcmc'",
                "game.update.tau=1 | game.update belongs to game.kind=gcd, got game.kind=dxmi",
                "objective.kind=hinge | objective.kind must be one of difference, logistic, least-squares, ranking,"
                        + " denoising, c-transform; got 'hinge'",
                "sampler.steps=0 | sampler.steps must be at least 1, got 0",
                "sampler.schedule.kind=cosine | sampler.schedule.kind must be one of geometric, fastdpm,"
                        + " fastdpm-as-released, ddpm-subsampled, karras, ddgan, flow; got 'cosine'",
                "sampler.schedule=geometric | sampler.schedule must be a section with kind: geometric, fastdpm",
                "sampler.schedule.cleanest=9 | sampler.schedule.noisiest must be above cleanest = 9.0, got 6.0",
                "sampler.schedule.cleanest=1e-30 | sampler.schedule.cleanest must be within [1.0E-6, 1000000.0], got 1.0E-30",
                "data.path= | data.path must be the name of a file or folder, got ''",
                "sampler.schedule.from=9 | sampler.schedule.from belongs to sampler.schedule.kind=ddpm-subsampled, got"
                        + " sampler.schedule.kind=geometric",
                "game.sampler_step.skip_last=6 | game.sampler_step.skip_last must be at most sampler.steps = 5, got 6",
                "name=a/b | name must consist of",
                "seed=-1 | seed must be at least 0, got -1",
                "game.tau1 | expected KEY=VALUE such as game.tau1=0.05, got game.tau1",
            })
    void wrongOverridesSayWhatWasExpected(String override, String message) {
        assertThatThrownBy(() -> ConfigLoader.preset("8gaussians", List.of(override)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{data: {name: rings}, game: {tua1: 1}} | : game.tua1 is not a known key; did you mean game.tau1?",
                "{data: {name: rings}, game: {tau1: [1, 2]}} | : game.tau1 must be a number, got a section or list",
                "{data: {name: rings}, game: {tau1: }} | : game.tau1 must be a number, got nothing",
                "{data: {name: rings}, game: {tau1: -2}} | : game.tau1 must be a finite number of at least 0.0, got"
                        + " -2.0",
                "{data: {name: rings}, sampler: {kind: }} | : sampler.kind must be one of ddpm, ddim,",
                "{data: {name: rings}, name: } | : name must consist of letters, digits, dots, dashes and underscores,"
                        + " got nothing",
                "data: {name: bananas} | : data.name must be one of ",
                "seed: 1 | : data.name must be one of ",
                "- a | : expected sections such as 'trainer:', got",
                "\"\" | : expected sections such as 'trainer:', got nothing",
                "game: {tau1: 1, tau1: 2} | , line 1: expected YAML, got a syntax error: Duplicate",
                "game: {tau1 | , line 1: expected YAML, got a syntax error:",
            })
    void wrongFilesAreNamed(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), text);
        assertThatThrownBy(() -> ConfigLoader.file(file, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(file + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void unreadableFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> ConfigLoader.file(folder.resolve("no.yaml"), List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("no.yaml: there is no such file");
        assertThatThrownBy(() -> ConfigLoader.file(folder, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("it is a folder");
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ConfigLoader.file(binary, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("expected UTF-8 text");
    }

    @Test
    void unknownPresetIsToldTheNearest() {
        assertThatThrownBy(() -> ConfigLoader.preset("8gausians", List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(
                        "unknown preset '8gausians'; did you mean 8gaussians?; there are 25gaussians, 2spirals, 8gaussians, ");
    }

    /** Each solver by the name that the reference and the command line give it. */
    @ParameterizedTest
    @EnumSource
    void everySolverIsReadAndWrittenByItsName(SamplerKind kind) {
        Config config = ConfigLoader.preset("8gaussians", List.of("sampler.kind=" + kind, "trainer.iterations=0"));
        assertThat(config.sampler().kind()).isEqualTo(kind);
        assertThat(Yaml.tree(config).get("sampler").toString()).contains("kind=" + kind);
    }
}
