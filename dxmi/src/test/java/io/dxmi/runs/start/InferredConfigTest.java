package io.dxmi.runs.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.config.DenoiserConfig;
import io.dxmi.config.PairConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.config.Yaml;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.SafetensorsWriter;
import io.dxmi.samplers.tensor.TensorFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pictures and checkpoints tell goes before presets; what the user says, in files or words, goes before both. */
class InferredConfigTest {

    @TempDir
    Path folder;

    private String photos;

    @BeforeEach
    void pictures() throws IOException {
        photos = "data.path=" + folder.resolve("photos");
        write("photos", 8, 20);
        write("large", 100, 4);
    }

    private void write(String name, int side, int count) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(0, 0, 0xff0000 + i);
            ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String published(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in =
                InferredConfigTest.class.getResourceAsStream("/io/dxmi/samplers/checkpoint/edm/" + name)) {
            Files.copy(in, copy);
        }
        return "pretrain.init=" + copy;
    }

    /** A DDPM U-Net of 8 x 8 colour pictures, with what its scheduler tells. */
    private String ddpm(Map<String, String> notes) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        for (Parameter p : new DdpmUnet(new DdpmTrunk(3, 8, 16, List.of(1, 2), 1, List.of(4), 16), 3).parameters()) {
            HostTensor zeros = HostTensor.of(new float[(int) p.size()], p.shape());
            tensors.put(p.name(), zeros);
            entries.put(p.name(), new TensorFile.Entry(zeros.dtype(), zeros.shape()));
        }
        new SafetensorsWriter(entries, notes).write(folder.resolve("unet.safetensors"), tensors::get);
        return "pretrain.init=" + folder.resolve("unet.safetensors");
    }

    /** A run, as far as its configuration tells the next. */
    private String run(String preset, String... words) throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                run.resolve("config.yaml"),
                Yaml.dump(InferredConfig.of(preset, List.of(), List.of(words), false)
                        .config()));
        return "pretrain.init=" + run;
    }

    private static Config config(String preset, String... words) {
        return InferredConfig.of(preset, List.of(), List.of(words), false).config();
    }

    private static Config config(Path file, String... words) {
        return InferredConfig.of("", List.of(file), List.of(words), false).config();
    }

    @Test
    void aFileGoesBeforeWhatIsNotTold() throws IOException {
        String init = ddpm(Map.of());
        Path file = file("mine.yaml", "base: images\nsampler: {network: {norm_eps: 1.0e-4}}\n");
        Config config = config(file, photos, init);
        DenoiserConfig.DdpmUnet network =
                (DenoiserConfig.DdpmUnet) config.sampler().network();
        assertThat(network.normEps()).isEqualTo(1e-4);
        assertThat(network.width()).isEqualTo(16);
        assertThat(network.multipliers()).containsExactly(1, 2);
    }

    @Test
    void aFileGoesBeforeTheSolverAndTheShiftThatACheckpointHas() throws IOException {
        Path file = file(
                "mine.yaml",
                "base: images\nsampler: {kind: ddpm, prediction: flow, schedule: {kind: flow, shift: 1.0}}\n");
        String flow = ddpm(Map.of(
                "scheduler/_class_name",
                "FlowMatchEulerDiscreteScheduler",
                "scheduler/shift",
                "3.0",
                "resolution",
                "8"));
        assertThat(((ScheduleConfig.Flow) config(file, photos, flow).sampler().schedule()).shift())
                .isEqualTo(1);
        assertThat(((ScheduleConfig.Flow)
                                config("images", photos, flow).sampler().schedule())
                        .shift())
                .isEqualTo(3);
        String distilled = run(
                "images",
                photos,
                "sampler.kind=consistency",
                "sampler.schedule.kind=flow",
                "sampler.prediction=flow",
                "trainer.iterations=0");
        assertThat(config(file, photos, distilled).sampler().kind()).isEqualTo(SamplerKind.DDPM);
        assertThat(config("images", photos, distilled).sampler().kind()).isEqualTo(SamplerKind.CONSISTENCY);
    }

    /** The preset's schedule has none of these settings. */
    @ParameterizedTest
    @ValueSource(strings = {"sampler.schedule.rho=4", "sampler.schedule.ends_noisy=true", "sampler.steps=1"})
    void settingsOfTheScheduleThatTheCheckpointBringsAreTaken(String word) throws IOException {
        Config config = config("cifar10-T10", "data.name=images", photos, published("song.pkl"), word);
        assertThat(config.sampler().schedule()).isInstanceOf(ScheduleConfig.Karras.class);
    }

    @Test
    void aNetworkForPointsInTheDefaultsDoesNotMatterWhereTheCheckpointBringsOne() throws IOException {
        Path file = file(
                "mine.yaml",
                "data: {name: images, path: '" + folder.resolve("photos") + "'}\n"
                        + "energy: {network: {kind: igebm}}\nvalue: {kind: shared-time-independent}\n");
        assertThat(config(file, ddpm(Map.of("resolution", "8"))).sampler().network())
                .isInstanceOf(DenoiserConfig.DdpmUnet.class);
    }

    @Test
    void theBaseOfAFileIsAPresetLikeAnother() throws IOException {
        String large = "data: {path: '" + folder.resolve("large") + "'}\n";
        assertThat(config(file("a.yaml", "base: images128\n" + large)).data().pictureShape())
                .contains(new long[] {3, 128, 128});
        Config open = config(file("b.yaml", "base: images\n" + large));
        assertThat(open.data().pictureShape()).contains(new long[] {3, 64, 64});
        assertThat(open.name()).isEqualTo("b");
        Config small = config(file("c.yaml", "base: images\ndata: {path: '" + folder.resolve("photos") + "'}\n"));
        assertThat(small.sampler().network())
                .isEqualTo(ConfigLoader.preset("images32", List.of()).sampler().network());
    }

    @Test
    void aRunTellsTheSizeOfItsPicturesAndItsSchedule() throws IOException {
        String run = run("images32", photos, "data.size=16", "sampler.schedule.kind=karras");
        Config config = config("images", "data.path=" + folder.resolve("large"), run);
        assertThat(config.data().pictureShape()).contains(new long[] {3, 16, 16});
        assertThat(config.sampler().schedule()).isInstanceOf(ScheduleConfig.Karras.class);
        assertThatThrownBy(() -> config("images", photos, run, "data.size=32"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected data.size=16");
        assertThatThrownBy(() -> config("digits", run))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a network for pictures of 8 x 8 and 1 channels as the data are");
    }

    /** The energy asks for classes before the network that reads them is known. */
    @Test
    void classesStayWithAnEnergyThatReadsThem() throws IOException {
        Path file = file("mine.yaml", "base: imagenet64-T4\ndata: {size: 8, classes: 5}\n");
        String init = published("dhariwal.pkl");
        assertThat(config(file, photos, init).data().classes()).isEqualTo(5);
        assertThatThrownBy(() -> config(file, photos, init, "data.classes=0"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("energy.network.conditional needs data.classes, got 0");
        assertThat(config(file, photos, init, "data.classes=0", "energy.network.conditional=false")
                        .data()
                        .classes())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dhariwal.pkl | data.size=8 | expected data.classes=5 as the network in | the preset names them: add"
                        + " data.classes=5",
                "dhariwal.pkl | data.classes=4 | expected data.classes=5 as the network in | or 0 to leave its classes out"
                        + ", got 4",
                "ddpmpp.safetensors | data.size=8 | expected data.classes=0 as the network in | add data.classes=0, and"
                        + " energy.network.conditional=false",
                "ddpmpp.safetensors | data.classes=3 | expected data.classes=0 as the network in | got 3",
            })
    void otherClassesThanTheNetworksAreRefusedWithTheRemedy(String file, String word, String expected, String remedy)
            throws IOException {
        String init = published(file);
        assertThatThrownBy(() -> config("imagenet64-T4", photos, init, word))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(expected)
                .hasMessageContaining(remedy);
    }

    /** The batch is as many as there are; what must divide it is chosen by the user. */
    @Test
    void aRankingOfFewPicturesCanBeChosen() {
        Config config = config("images", photos, "objective.kind=ranking", "objective.negatives=15");
        assertThat(config.trainer().batch()).isEqualTo(15);
    }

    @Test
    void aNetworkThatComesTrainedIsPretrainedOnlyIfThatIsAskedFor() {
        String init = ddpm(Map.of("resolution", "8"));
        List<String> words = List.of(photos, init, "trainer.iterations=0");
        assertThat(InferredConfig.of("images", List.of(), words, true)
                        .config()
                        .pretrain()
                        .iterations())
                .isPositive();
        InferredConfig measured = InferredConfig.of("images", List.of(), words, false);
        assertThat(measured.config().pretrain().iterations()).isZero();
        assertThat(measured.findings()).anyMatch(line -> line.startsWith("pretrain.iterations=0, because"));
    }

    /** The file of its points may be gone. */
    @Test
    void aRunOfPointsIsNotAskedForItsPoints() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2\n3,4\n5,6\n7,8\n9,10\n");
        String run = run("points", "data.path=" + rows);
        Files.delete(rows);
        assertThat(config("moons", run).pretrain().init())
                .isEqualTo(folder.resolve("run").toString());
    }

    @Test
    void aPathInAFileAndItsKindInAWordAreOne() throws IOException {
        Path file = file("p.yaml", "data: {path: '" + folder.resolve("photos") + "'}\n");
        Config config = InferredConfig.of("digits", List.of(file), List.of("data.name=images"), false)
                .config();
        assertThat(config.data().pictureShape()).contains(new long[] {3, 8, 8});
    }

    private static String pair(String source, String path) {
        return "data: {source: '" + source + "', path: '" + path + "'}\n";
    }

    /** The preset of points gives way to that of pictures, and what the user says stays above both. */
    @Test
    void twoFoldersOfPicturesChooseNetworksSizeAndBatch() throws IOException {
        write("others", 8, 12);
        String source = "data.source=" + folder.resolve("others");
        InferredConfig found = InferredConfig.of(
                "transport", List.of(), List.of(source, photos, "sampler.network.width=8", "data.fit=stretch"), false);
        assertThat(found.config().data()).isInstanceOfSatisfying(PairConfig.UnpairedImages.class, data -> {
            assertThat(data.pictureShape()).contains(new long[] {3, 8, 8});
            assertThat(data.fit()).isEqualTo(DataConfig.Fit.STRETCH);
            assertThat(data.start().path()).endsWith("others");
            assertThat(data.target().path()).endsWith("photos");
        });
        assertThat(found.config().name()).isEqualTo("transport");
        assertThat(found.config().sampler().network())
                .isInstanceOfSatisfying(
                        DenoiserConfig.LeakyReluMlp.class,
                        net -> assertThat(net.width()).isEqualTo(8));
        assertThat(found.config().trainer().batch()).isEqualTo(9); // of 12 pictures a quarter is kept
        assertThat(found.findings())
                .filteredOn(line -> line.startsWith("trainer.batch="))
                .containsExactly("trainer.batch=9, as many as there are to learn from");
        assertThat(config("transport-images", source, photos, "trainer.batch=4")
                        .trainer()
                        .batch())
                .isEqualTo(4);
        String text = pair(
                folder.resolve("others").toString(), folder.resolve("photos").toString());
        assertThat(config(file("p.yaml", "base: transport\n" + text)).data())
                .isInstanceOf(PairConfig.UnpairedImages.class);
    }

    @Test
    void twoSetsOfPicturesThatDifferAreRefusedUntilTheUserChooses() throws IOException {
        String source = "data.source=" + folder.resolve("large");
        assertThatThrownBy(() -> config("transport", source, photos))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pictures of one side, got 64 in data.source")
                .hasMessageContaining("give data.size=64 or data.size=8")
                .hasMessageNotContaining("\n");
        assertThat(config("transport", source, photos, "data.size=16").data().pictureShape())
                .contains(new long[] {3, 16, 16});
        Path grey = Files.createDirectories(folder.resolve("grey"));
        for (int i = 0; i < 5; i++) {
            BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
            ImageIO.write(picture, "png", grey.resolve(i + ".png").toFile());
        }
        String plain = "data.source=" + grey;
        assertThatThrownBy(() -> config("transport", plain, photos))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("give data.channels=1 or data.channels=3");
        assertThat(config("transport", plain, photos, "data.channels=1").data().pictureShape())
                .contains(new long[] {1, 8, 8});
    }

    @Test
    void nothingIsWrittenAsNull() throws IOException {
        Path file = file("mine.yaml", "base: images\npretrain: {init: none-there}\n");
        assertThat(config(file, photos, "pretrain.init=null").pretrain().init()).isNull();
    }

    @Test
    void aFileBesideAForeignConfigurationIsNoRun() throws IOException {
        Files.createDirectories(folder.resolve("project/models"));
        Files.writeString(folder.resolve("project/config.yaml"), "lr: 0.1\n");
        Path weights = folder.resolve("project/models/unet.safetensors");
        ddpm(Map.of("resolution", "8"));
        Files.move(folder.resolve("unet.safetensors"), weights);
        assertThat(config("images", photos, "pretrain.init=" + weights)
                        .sampler()
                        .network())
                .isInstanceOf(DenoiserConfig.DdpmUnet.class);
    }
}
