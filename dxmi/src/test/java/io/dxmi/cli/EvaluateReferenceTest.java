package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dxmi reference} and {@code dxmi evaluate --reference} as a user runs them. */
@Tag("slow")
class EvaluateReferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NETWORK = """
            def forward(self: __torch__.Program, x: Tensor, features: bool=False) -> Tensor:
              y = torch.to(x, 6)
              return torch.flatten(torch.adaptive_avg_pool2d(y, [2, 2]), 1)
            """;

    @TempDir
    Path folder;

    /** For commands that are refused; made by the first. */
    private Session session;

    @AfterEach
    void end() throws Exception {
        if (session != null) session.close();
    }

    private Processes dxmi;

    @BeforeEach
    void files() throws IOException {
        dxmi = new Processes(Main.class, folder);
        for (int i = 0; i < 24; i++) {
            put("real/" + i + ".png", png(8, 8, i));
            put("fake/" + i + ".png", png(8, 8, 100 + i));
        }
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    private void fail(String arguments, String message) throws Exception {
        if (session == null) session = new Session(folder);
        Result result = session.run(arguments.split(" "));
        assertThat(result.err()).contains("dxmi: " + message);
        assertThat(result.err().lines().filter(line -> line.startsWith("dxmi: ")))
                .hasSize(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void imagesAgainstAReferenceInPartsAndWhole() throws Exception {
        ScriptFile.write(folder.resolve("inception-2015-12-05.pt"), NETWORK);
        JsonNode built = succeed(
                "reference", "build", "real", "--extractor", "inception-2015-12-05.pt", "--out", "r.npz", "--quiet");
        assertThat(built.path("n").asInt()).isEqualTo(24);
        assertThat(built.path("dimensions").asInt()).isEqualTo(12);

        Result measured = dxmi.run(
                "evaluate",
                "fake",
                "--reference",
                "r.npz",
                "--extractor",
                "inception-2015-12-05.pt",
                "--training",
                "real");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.err()).contains("features 24/24").contains("frechet ");
        JsonNode result = JSON.readTree(measured.out());
        // 12 features are not Inception's, whatever the file is called
        assertThat(result.at("/metrics/frechet").asDouble()).isPositive();
        assertThat(result.path("metrics").fieldNames()).toIterable().noneMatch(name -> name.contains("fid"));
        JsonNode card = result.at("/cards/0");
        assertThat(card.path("extractor_sha256").asText()).hasSize(64);
        assertThat(card.path("reference_sha256").asText()).hasSize(64);
        assertThat(card.path("references").asInt()).isEqualTo(24);
        for (String key : new String[] {"resize", "reference_resize"}) {
            assertThat(card.path(key).asText()).isEqualTo("none; extractor: by the network itself");
        }
        assertThat(card.path("rounding").asText()).isEqualTo("8 bits");
        assertThat(card.path("reference_rounding").asText()).isEqualTo("8 bits");
        assertThat(card.path("samples_from").asText()).isEqualTo("fake");
        assertThat(folder.resolve("fake-evaluation/neighbours.png")).isNotEmptyFile();
        assertThat(JSON.readTree(folder.resolve("fake-evaluation/card.json").toFile())
                        .path("cards"))
                .isEqualTo(result.path("cards"));

        // The pictures themselves as reference give the same numbers as their statistics.
        JsonNode direct =
                succeed("evaluate", "fake", "--reference", "real", "--extractor", "inception-2015-12-05.pt", "--quiet");
        assertThat(direct.path("metrics")).isEqualTo(result.path("metrics"));
    }

    @Test
    void shardsMerge() throws Exception {
        for (int i = 0; i < 24; i++) put((i < 9 ? "one/" : "two/") + i + ".png", png(8, 8, i));
        for (String part : new String[] {"one", "two"}) {
            succeed("reference", "build", part, "--extractor", "pixels", "--out", part + ".npz", "--quiet");
        }
        JsonNode merged = succeed("reference", "merge", "two.npz", "one.npz", "--out", "both.npz");
        assertThat(merged.path("n").asInt()).isEqualTo(24);
        JsonNode several =
                succeed("reference", "build", "one", "two", "--extractor", "pixels", "--out", "m.npz", "--quiet");
        assertThat(several.path("n").asInt()).isEqualTo(24);
        JsonNode some = succeed(
                "reference", "build", "one", "two", "--extractor", "pixels", "-n", "10", "--out", "s.npz", "--quiet");
        assertThat(some.path("n").asInt()).isEqualTo(10);
        double whole = frechet(succeed(
                "evaluate", "fake", "--reference", "real", "--extractor", "pixels", "--metrics", "fid", "--quiet"));
        JsonNode parts = succeed("evaluate", "fake", "--reference", "both.npz", "--extractor", "pixels", "--quiet");
        assertThat(frechet(parts)).isCloseTo(whole, within(1e-9 * whole));
        // and whatever is measured between points, too
        JsonNode onePass = succeed("evaluate", "fake", "--reference", "m.npz", "--extractor", "pixels", "--quiet");
        for (String metric : new String[] {"kid", "precision", "sliced_wasserstein", "exact_wasserstein"}) {
            assertThat(parts.path("metrics").path(metric))
                    .as(metric)
                    .isEqualTo(onePass.path("metrics").path(metric));
        }
    }

    private static double frechet(JsonNode result) {
        return result.at("/metrics/frechet").asDouble();
    }

    @Test
    void zipNpzAndPointsAreMeasuredToo() throws Exception {
        byte[] pixels = new byte[24 * 192];
        Path zip = folder.resolve("real.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 24; i++) {
                out.putNextEntry(new ZipEntry(i + ".png"));
                out.write(png(8, 8, i));
                System.arraycopy(rgb(8, 8, 100 + i), 0, pixels, i * 192, 192);
            }
        }
        Npz.write(
                folder.resolve("fake.npz"),
                Map.of("arr_0", new HostTensor(DType.U8, new long[] {24, 8, 8, 3}, pixels)));
        double folders = frechet(succeed(
                "evaluate", "fake", "--reference", "real", "--extractor", "pixels", "--metrics", "fid", "--quiet"));
        double archives = frechet(succeed(
                "evaluate",
                "fake.npz",
                "--reference",
                "real.zip",
                "--extractor",
                "pixels",
                "--metrics",
                "fid",
                "--quiet"));
        assertThat(archives).isCloseTo(folders, within(1e-9 * folders));

        Random random = new Random(1);
        for (String name : new String[] {"a.csv", "b.csv"}) {
            StringBuilder text = new StringBuilder("x,y\n");
            for (int i = 0; i < 100; i++) text.append(random.nextGaussian() + "," + random.nextGaussian() + "\n");
            Files.writeString(folder.resolve(name), text);
        }
        JsonNode points = succeed("evaluate", "a.csv", "--reference", "b.csv", "--quiet");
        assertThat(points.at("/metrics/sliced_wasserstein").asDouble()).isBetween(0.0, 1.0);
        assertThat(points.at("/metrics/exact_wasserstein").asDouble()).isBetween(0.0, 1.0);
        assertThat(points.at("/cards/0/extractor").asText()).isEqualTo("vectors");
        assertThat(folder.resolve("a-evaluation/card.json")).exists();
        assertThat(points.path("samples").asInt()).isEqualTo(100);
        JsonNode some = succeed("evaluate", "a.csv", "--reference", "b.csv", "-n", "40", "--quiet");
        assertThat(some.path("samples").asInt()).isEqualTo(40);
        assertThat(some.at("/cards/0/samples").asInt()).isEqualTo(40);
        assertThat(some.at("/cards/0/references").asInt()).isEqualTo(100);
        JsonNode built = succeed("reference", "build", "a.csv", "-n", "30", "--out", "a.npz", "--quiet");
        assertThat(built.path("n").asInt()).isEqualTo(30);
    }

    @Test
    void corruptImagesAreRefusedOrCounted() throws Exception {
        put("fake/7.png", Arrays.copyOf(png(8, 8, 1), 50));
        fail(
                "evaluate fake --reference real --extractor pixels --quiet",
                "fake/7.png: is no readable image: truncated");
        JsonNode result = succeed(
                "evaluate", "fake", "--reference", "real", "--extractor", "pixels", "--quiet", "--skip-corrupt");
        assertThat(result.path("samples").asInt()).isEqualTo(23);
        assertThat(result.path("skipped").asInt()).isEqualTo(1);
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Npz.write(folder.resolve("w.npz"), Map.of("weights", HostTensor.of(new float[] {1, 2}, 2)));
        Npz.write(
                folder.resolve("short.npz"),
                Map.of("mu", HostTensor.of(new double[3], 3), "sigma", HostTensor.of(new double[9], 3, 3)));
        Npz.write(
                folder.resolve("bare.npz"),
                Map.of(
                        "mu",
                        HostTensor.of(new double[192], 192),
                        "sigma",
                        HostTensor.of(new double[192 * 192], 192, 192)));
        Npz.write(folder.resolve("floats.npz"), Map.of("arr_0", HostTensor.of(new float[24], 2, 2, 2, 3)));
        Files.writeString(folder.resolve("nan.csv"), "1,2\n3,nan\n");
        Files.writeString(folder.resolve("few.csv"), "1,2\n");
        Files.writeString(folder.resolve("ok.csv"), "1,2\n3,4\n5,7\n");
        Files.writeString(folder.resolve("three.csv"), "1,2,3\n3,4,2\n5,7,1\n");
        Files.writeString(folder.resolve("net.pt"), "nothing");
        put("one/1.png", png(8, 8, 1));
        put("mixed/1.png", png(8, 8, 1));
        put("mixed/2.png", png(8, 9, 1));
        succeed("reference", "build", "real", "--extractor", "pixels", "--out", "pixels.npz", "--quiet");
        String images = " --extractor pixels --quiet";
        fail(
                "evaluate empty --reference real" + images,
                "empty: expected images (bmp, gif, jpeg, jpg, png, tif, tiff, webp), found none");
        fail("evaluate none --reference real" + images, "none: no such file or folder");
        fail("evaluate fake --reference none" + images, "--reference none: no such file or folder");
        fail("evaluate fake --reference real --training none" + images, "--training none: no such file or folder");
        fail(
                "evaluate fake --reference pixels.npz --quiet",
                "--reference pixels.npz: was made with the features pixels 8 x 8 x 3, but the samples have scattering");
        fail(
                "evaluate fake --reference w.npz" + images,
                "--reference w.npz: expected an array arr_0 or images, found [weights]");
        fail(
                "evaluate fake --reference short.npz" + images,
                "--reference short.npz: has features of dimension 3, but pixels");
        fail("evaluate floats.npz --reference real" + images, "floats.npz: arr_0: expected images, uint8");
        fail("evaluate one --reference real" + images, "one: expected at least 2 images, got 1");
        fail("evaluate mixed --reference real" + images, "mixed/2.png: is 8 x 9 x 3, but mixed/1.png is 8 x 8 x 3");
        fail(
                "evaluate mixed --reference pixels.npz --crop 6" + images,
                "--reference pixels.npz: was made with the features pixels");
        fail("evaluate fake --reference real --extractor net.pt", "net.pt: nothing says how this network is fed");
        fail("evaluate fake --reference real --crop 4 --resize 4x4" + images, "expected --crop or --resize, got both");
        fail(
                "evaluate ok.csv --reference three.csv",
                "--reference three.csv: has features of dimension 3, but vectors gives 2");
        fail("evaluate nan.csv --reference ok.csv", "nan.csv:2, column 2: expected a finite number, got 'nan'");
        fail("evaluate few.csv --reference ok.csv", "few.csv: expected at least 2 points, got 1");
        fail("evaluate ok.csv --reference real", "--reference real: expected points as the samples are");
        fail("evaluate ok.csv --reference ok.csv --crop 8", "--crop is for images, but ok.csv holds points");
        fail("reference build ok.csv --batch 5 --out y.npz", "--batch is for images, but ok.csv holds points");
        fail(
                "reference build real mixed --out y.npz" + images,
                "mixed/2.png: is 8 x 9 x 3, but real/0.png is 8 x 8 x 3; bring them to one size with --resize or"
                        + " --crop");
        fail(
                "evaluate fake --reference real --metrics fid,is" + images,
                "--metrics is needs class probabilities, but pixels 8 x 8 x 3 gives none");
        fail(
                "evaluate fake --reference bare.npz --metrics kid" + images,
                "--metrics kid needs at least 4 features of both sides, but bare.npz has none");
        fail("evaluate ok.csv --metrics kid --against moons", "expected --reference REF beside --metrics, got none");
        fail("evaluate fake --extractor pixels", "expected --reference REF beside --extractor, got none");
        fail("reference build real --extractor pixels --out pixels.npz", "--out pixels.npz exists");
        fail("reference merge pixels.npz pixels.npz --out y.npz", "pixels.npz: holds the same as pixels.npz");
        fail("evaluate ok.csv --reference ok.csv --out nan.csv", "--out nan.csv: expected a folder, but it is a file");
        fail("reference merge pixels.npz short.npz --out y.npz", "short.npz: does not say how many images");
    }

    /** A run of colour pictures measures itself in features that need no download. */
    @Test
    void aRunOfPicturesIsMeasuredBesideItsOwnCard() throws Exception {
        String data = folder.resolve("real").toString();
        UntrainedRun.write(
                folder.resolve("run"), "digits", "data.name=images", "data.path=" + data, "data.size=8", "seed=7");
        Result own = dxmi.run("evaluate", "run");
        assertThat(own.code()).as(own.err()).isZero();
        JsonNode alone = JSON.readTree(own.out());
        assertThat(alone.path("metrics").path("frechet").asDouble()).isPositive();
        assertThat(alone.path("metrics").path("frechet_floor").isNumber()).isTrue();
        assertThat(alone.path("metrics").path("features").asText()).isEqualTo("scattering-v1 8 x 8 x 3");
        for (String picture : new String[] {"samples", "neighbours", "card"}) {
            assertThat(folder.resolve(alone.path("paths").path(picture).asText()))
                    .isNotEmptyFile();
        }
        String card = Files.readString(folder.resolve("run/card.json"));

        succeed("reference", "build", "real", "--extractor", "pixels", "--out", "real.npz", "--quiet");
        JsonNode result =
                succeed("evaluate", "run", "--reference", "real.npz", "--extractor", "pixels", "-n", "20", "--quiet");
        assertThat(result.at("/metrics/frechet").asDouble()).isPositive();
        assertThat(result.at("/cards/0/samples_from").asText())
                .isEqualTo("run (run seed 7, step-1.safetensors, drawn with seed 0)");
        for (String picture : new String[] {"samples", "neighbours", "card"}) {
            Path file = Path.of(result.path("paths").path(picture).asText());
            assertThat(file.getParent()).isEqualTo(Path.of("run/evaluation-real"));
            assertThat(folder.resolve(file)).isNotEmptyFile();
        }
        assertThat(folder.resolve("run/card.json")).hasContent(card);
        fail("evaluate run --seed 3", "expected --reference REF beside --seed, got none");
    }

    private void put(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] rgb(int height, int width, long seed) {
        byte[] pixels = new byte[height * width * 3];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static byte[] png(int height, int width, long seed) throws IOException {
        byte[] pixels = rgb(height, width, seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < height * width; i++) {
            int rgb = ((pixels[3 * i] & 0xff) << 16) | ((pixels[3 * i + 1] & 0xff) << 8) | (pixels[3 * i + 2] & 0xff);
            image.setRGB(i % width, i / width, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
