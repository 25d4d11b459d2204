package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.cli.Processes.Result;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on a folder of a user's pictures: to its end in processes, and what dry runs choose and refuse in this one. */
class OwnPicturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(Main.class, folder).with("OMP_NUM_THREADS", "1");
    }

    /** Writes pictures of waves. */
    private void write(String name, int count, int height, int width, int type, String format) throws IOException {
        Path at = Files.createDirectories(folder.resolve(name));
        SplittableRandom random = new SplittableRandom(count);
        for (int i = 0; i < count; i++) {
            BufferedImage picture = new BufferedImage(width, height, type);
            double wave = 0.2 + random.nextDouble();
            int top = type == BufferedImage.TYPE_USHORT_GRAY ? 4095 : 255;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double light = 0.5 + 0.5 * Math.sin(wave * x + 0.3 * y);
                    for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
                        int value = band == 3 ? 255 - 2 * x : (int) (top * light) / (band + 1);
                        picture.getRaster().setSample(x, y, band, value);
                    }
                }
            }
            assertThat(ImageIO.write(
                            picture, format, at.resolve(i + "." + format).toFile()))
                    .isTrue();
        }
    }

    private JsonNode config(String... words) throws Exception {
        Result result = dryRun(words);
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode config = JSON.readTree(result.out()).path("config");
        ((ObjectNode) config).put("said", result.err());
        return config;
    }

    /** In this process, with the folder of pictures in this test's; the time of the training is not asked for. */
    private Result dryRun(String... words) {
        List<String> all = new ArrayList<>(List.of("train", "--dry-run"));
        for (String word : words) all.add(word.replace("data.path=", "data.path=" + folder + File.separator));
        String[] arguments = all.toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.called(UntimedMain.experiments(), arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }

    /** Twenty pictures in folders, one of them damaged, become a run with samples that is named for the folder. */
    @Test
    void aFolderOfPicturesBecomesARun() throws Exception {
        write("My pictures!/cats", 10, 24, 16, BufferedImage.TYPE_INT_RGB, "png");
        write("My pictures!/dogs", 10, 16, 20, BufferedImage.TYPE_INT_RGB, "jpg");
        Files.write(folder.resolve("My pictures!/dogs/3.jpg"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Files.writeString(folder.resolve("My pictures!/raw.heic"), "x");
        Result result = dxmi.run(
                "train",
                "images",
                "data.path=My pictures!",
                "data.size=8",
                "sampler.network.width=8",
                "sampler.network.multipliers=[1]",
                "energy.network.width=4",
                "pretrain.iterations=30",
                "trainer.iterations=6",
                "game.start_iteration=2",
                "evaluation.every=3",
                "evaluation.every_samples=8");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("20 pictures in 2 folders, colour, shorter side 16 pixels")
                .contains("cropped to the middle square and resized to 8 x 8, colour, half of them in a mirror")
                .contains("left out: My pictures!/dogs/3.jpg: is no readable image")
                .contains("not read: 1 files of formats that are not supported, such as raw.heic")
                .contains("trainer.batch=15")
                .contains("warning: 20 pictures are few")
                .contains("run folder runs/My-pictures-1");
        JsonNode summary = JSON.readTree(result.out());
        assertThat(summary.path("preset").asText()).isEqualTo("My-pictures");
        JsonNode metrics = summary.path("metrics");
        assertThat(metrics.path("features").asText()).isEqualTo("scattering-v1 8 x 8 x 3");
        assertThat(metrics.path("frechet").asDouble()).isPositive();
        assertThat(metrics.path("frechet_floor").asDouble()).isPositive();
        assertThat(metrics.path("pictures_left_out").asInt()).isEqualTo(1);
        assertThat(folder.resolve(summary.at("/paths/samples").asText())).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve(summary.at("/paths/metrics").asText())))
                .contains("samples/frechet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6  | 20 | 20  | 1  | png | 20 | 3 | used as they are, 20 x 20, colour",
                "6  | 50 | 50  | 1  | bmp | 48 | 3 | resized to 48 x 48, colour",
                "6  | 40 | 31  | 10 | jpg | 32 | 1 | cropped to the middle square and resized to 32 x 32, grey",
                "6  | 90 | 300 | 1  | gif | 64 | 3 | cropped to the middle square and resized to 64 x 64, colour",
                "6  | 9  | 200 | 10 | png | 32 | 1 | cropped to the middle square and resized to 32 x 32, grey",
                "6  | 33 | 33  | 10 | tif | 32 | 1 | resized to 32 x 32, grey",
            })
    void sizeAndColoursAreThoseOfThePictures(
            int count, int height, int width, int type, String format, int size, int channels, String said)
            throws Exception {
        write("p", count, height, width, type, format);
        JsonNode config = config("images", "data.path=p");
        assertThat(config.at("/data/size").asInt()).isEqualTo(size);
        assertThat(config.at("/data/channels").asInt()).isEqualTo(channels);
        assertThat(config.path("said").asText()).contains(said);
        assertThat(config.path("name").asText()).isEqualTo("p");
    }

    @Test
    void transparencyAndTwelveBitsAreSaid() throws Exception {
        write("alpha", 5, 16, 16, BufferedImage.TYPE_INT_ARGB, "png");
        assertThat(config("images", "data.path=alpha").path("said").asText())
                .contains("5 have transparent parts, shown on white");
        write("deep", 5, 16, 16, BufferedImage.TYPE_USHORT_GRAY, "png");
        JsonNode config = config("images", "data.path=deep");
        assertThat(config.at("/data/bits").asInt()).isEqualTo(12);
        assertThat(config.path("said").asText()).contains("values of 16 bits use 12 bits");
    }

    @Test
    void whatTheUserSaysIsNotChosen() throws Exception {
        write("p", 5, 40, 60, BufferedImage.TYPE_INT_RGB, "png");
        JsonNode config =
                config("images", "data.path=p", "data.size=24", "data.channels=1", "data.fit=stretch", "name=mine");
        assertThat(config.at("/data/size").asInt()).isEqualTo(24);
        assertThat(config.at("/data/channels").asInt()).isEqualTo(1);
        assertThat(config.path("name").asText()).isEqualTo("mine");
        assertThat(config.path("said").asText()).contains("stretched to a square and resized to 24 x 24, grey");
        assertThat(config("images128", "data.path=p").at("/data/size").asInt()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "images data.path=none | none: no such file or folder",
                "images data.path=empty | empty: expected images (bmp, gif, jpeg, jpg, png, tif, tiff, webp), found none",
                "images data.path=damaged | none of 4 pictures that were looked at can be read",
                "images data.path=three | expected at least 4 pictures, some of them kept for measuring, got 3",
                "images data.path=p data.size=50 | resolution 50 cannot be halved between each of 4 levels; a multiple of 8 can",
                "8gaussians data.path=p | for pictures: dxmi train images data.path=",
                "images data.path=p data.channels=2 | data.channels must be 1 or 3, got 2",
            })
    void mistakesAreOneLine(String words, String message) throws Exception {
        Files.createDirectories(folder.resolve("empty"));
        write("p", 5, 16, 16, BufferedImage.TYPE_INT_RGB, "png");
        write("three", 3, 16, 16, BufferedImage.TYPE_INT_RGB, "png");
        Files.createDirectories(folder.resolve("damaged"));
        for (int i = 0; i < 4; i++) Files.writeString(folder.resolve("damaged/" + i + ".png"), "no picture");
        Result result = dryRun(words.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("dxmi: ")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains(message));
    }

    /** A folder as diffusers writes it is trained to the end: network, prediction, size and channels come from it. */
    @Test
    void aDiffusersFolderIsTrainedToItsEnd() throws Exception {
        write("p", 12, 40, 30, BufferedImage.TYPE_BYTE_GRAY, "png");
        diffusers(folder.resolve("diffusers"));
        Result result = dxmi.run(
                "train",
                "images",
                "data.path=p",
                "--init",
                "diffusers",
                "energy.network.width=4",
                "trainer.iterations=4",
                "game.start_iteration=1",
                "evaluation.every=2",
                "evaluation.every_samples=4");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("resized to 16 x 16, colour")
                .contains("predicts the noise of a linear DDPM")
                .contains("pretrain.iterations=0, because the network comes trained");
        JsonNode metrics = JSON.readTree(result.out()).path("metrics");
        assertThat(metrics.path("features").asText()).isEqualTo("scattering-v1 16 x 16 x 3");
        assertThat(metrics.path("frechet_before_best_4").asDouble()).isPositive();
        Result drawn = dxmi.run("sample", "runs/p-1", "-n", "4", "--out", "drawn", "--quiet");
        assertThat(drawn.code()).as(drawn.err()).isZero();
        BufferedImage sample = ImageIO.read(folder.resolve("drawn/000003.png").toFile());
        assertThat(sample.getWidth()).isEqualTo(16);
    }

    /** The small network of the tests of checkpoints, with the scheduler beside it. */
    private static void diffusers(Path to) throws IOException {
        String from = "/io/dxmi/samplers/checkpoint/diffusers/";
        Path unet = Files.createDirectories(to.resolve("unet"));
        Path scheduler = Files.createDirectories(to.resolve("scheduler"));
        JsonNode configs = JSON.readTree(resource(from + "configs.json"));
        JSON.writeValue(unet.resolve("config.json").toFile(), configs.path("defaults"));
        String weights = "diffusion_pytorch_model.fp16.safetensors";
        Files.write(unet.resolve(weights), resource(from + weights));
        JSON.writeValue(
                scheduler.resolve("scheduler_config.json").toFile(),
                Map.of("_class_name", "DDPMScheduler", "beta_schedule", "linear", "prediction_type", "epsilon"));
        Files.writeString(
                to.resolve("model_index.json"),
                "{\"_class_name\": \"DDPMPipeline\", \"unet\": [\"diffusers\", \"UNet2DModel\"],"
                        + " \"scheduler\": [\"diffusers\", \"DDPMScheduler\"]}",
                StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = OwnPicturesTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
