package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transport between folders of pictures as a user meets it: training, translating, exporting, and what is refused. */
@Tag("slow")
class PictureTransportTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 8;

    @TempDir
    Path folder;

    /** For commands that are refused; made by the first. */
    private Session session;

    @AfterEach
    void end() throws Exception {
        if (session != null) session.close();
    }

    private final SplittableRandom random = new SplittableRandom(3);

    @BeforeEach
    void twoFolders() throws IOException {
        for (int i = 0; i < 40; i++) {
            save("dark/d" + i + ".png", SIDE, false, 60);
            save("bright/" + (i % 2 == 0 ? "even" : "odd") + "/b" + i + ".png", SIDE, false, 190);
        }
    }

    private void save(String name, int side, boolean colour, int level) throws IOException {
        BufferedImage image =
                new BufferedImage(side, side, colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            int value = (int) Math.max(0, Math.min(255, level + 30 * random.nextGaussian()));
            for (int c = 0; c < image.getRaster().getNumBands(); c++) {
                image.getRaster().setSample(i % side, i / side, c, c == 0 ? value : value / 2);
            }
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
    }

    private Result dxmi(String... arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments);
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    private void refused(String message, String... arguments) throws Exception {
        if (session == null) session = new Session(folder);
        Result result = session.run(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    private String[] train(String source, String path, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "transport",
                "data.source=" + source,
                "data.path=" + path,
                "trainer.iterations=4",
                "trainer.report_every=2",
                "trainer.checkpoint_every=2",
                "trainer.batch=8",
                "evaluation.samples=20",
                "evaluation.projections=10",
                "sampler.network.width=8",
                "energy.network.width=8"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private int[] bytes(String name) throws IOException {
        BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
        return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    }

    private List<String> pictures(String name) throws IOException {
        Path in = folder.resolve(name);
        try (Stream<Path> files = Files.walk(in)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .map(file -> in.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderIsTranslatedToTheBytesOfItsPixelsAsRows() throws Exception {
        Result trained = dxmi(train("dark", "bright", "--out", "run"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("used as they are, 8 x 8, grey").contains("run/transport.png");
        JsonNode metrics = JSON.readTree(trained.out()).path("metrics");
        assertThat(metrics.path("sliced_wasserstein").asDouble()).isPositive();
        assertThat(metrics.path("plan_spread").asDouble()).isPositive();
        BufferedImage figure = ImageIO.read(folder.resolve("run/transport.png").toFile());
        // lines: source, four results, target; ten columns of pictures of 48 pixels
        assertThat((figure.getHeight() - 23) / 52.0).isEqualTo(6);
        assertThat(figure.getWidth()).isGreaterThan(10 * 52);

        Files.move(folder.resolve("bright"), folder.resolve("elsewhere")); // not needed any more
        Result first = dxmi("translate", "run", "dark", "--out", "one");
        assertThat(first.err())
                .contains("read 40/40")
                .contains("translate 40/40")
                .doesNotContain("left out");
        JsonNode one = JSON.readTree(first.out());
        assertThat(one.has("left_out")).isFalse();
        assertThat(one.path("rows").asInt()).isEqualTo(40);
        assertThat(pictures("one")).isEqualTo(pictures("dark"));

        List<String> names = pictures("dark");
        float[] rows = new float[40 * SIDE * SIDE];
        for (int i = 0; i < 40; i++) {
            int[] pixels = bytes("dark/" + names.get(i));
            for (int k = 0; k < pixels.length; k++) rows[i * pixels.length + k] = pixels[k] / 127.5f - 1;
        }
        Npz.write(folder.resolve("rows.npz"), Map.of("arr_0", HostTensor.of(rows, 40, SIDE * SIDE)));
        succeed("translate", "run", "rows.npz", "--out", "moved.npz", "--quiet");
        HostTensor array = Npz.read(folder.resolve("moved.npz")).get("arr_0");
        assertThat(array.shape()).containsExactly(40, SIDE * SIDE);
        float[] moved = array.toFloats();
        boolean clipped = false;
        for (int i = 0; i < 40; i++) {
            int[] pixels = bytes("one/" + names.get(i));
            for (int k = 0; k < pixels.length; k++) {
                float value = (moved[i * pixels.length + k] + 1) * 127.5f;
                clipped |= value < 0 || value > 255;
                assertThat((double) pixels[k]).isCloseTo(Math.max(0, Math.min(255, value)), within(0.51));
            }
        }
        assertThat(clipped).isTrue(); // so that the bounds are tried

        succeed("translate", "run", "dark", "--out", "array.npz", "--quiet");
        HostTensor images = Npz.read(folder.resolve("array.npz")).get("arr_0");
        assertThat(images.shape()).containsExactly(40, SIDE, SIDE, 1);
        int[] last = bytes("one/" + names.get(39));
        for (int k = 0; k < last.length; k++) {
            assertThat(images.data()[39 * last.length + k] & 0xff).isEqualTo(last[k]);
        }
        succeed("translate", "run", "array.npz", "--out", "twice", "--quiet"); // results are pictures again
        assertThat(pictures("twice")).hasSize(40).startsWith("000000.png");
    }

    @Test
    void drawsOfOnePictureAndOfAFolder() throws Exception {
        succeed(train("dark", "bright", "--out", "run", "--quiet"));
        succeed("translate", "run", "dark/d7.png", "--draws", "3", "--out", "one", "--quiet");
        assertThat(pictures("one")).containsExactly("d7-1.png", "d7-2.png", "d7-3.png");
        assertThat(bytes("one/d7-1.png")).isNotEqualTo(bytes("one/d7-2.png"));
        succeed("translate", "run", "dark/d7.png", "--out", "alone.png", "--quiet");
        assertThat(bytes("alone.png")).isEqualTo(bytes("one/d7-1.png")); // draw 0, pixel for pixel

        save("mixed/sub/wide picture.jpg", 20, true, 60);
        save("mixed/a.png", SIDE, false, 60);
        succeed("translate", "run", "mixed", "--draws", "2", "--out", "several", "--quiet");
        assertThat(pictures("several"))
                .containsExactly("a-1.png", "a-2.png", "sub/wide picture-1.png", "sub/wide picture-2.png");
        assertThat(bytes("several/sub/wide picture-2.png")).hasSize(SIDE * SIDE);
        JsonNode again = succeed("translate", "run", "mixed", "--draws", "2", "--out", "several", "--quiet");
        assertThat(again.path("from_before").asInt()).isEqualTo(4);
        // a stopped process: the last results are missing
        byte[] whole = Files.readAllBytes(folder.resolve("several/sub/wide picture-2.png"));
        Files.delete(folder.resolve("several/sub/wide picture-2.png"));
        succeed("translate", "run", "mixed", "--draws", "2", "--out", "several", "--quiet");
        assertThat(folder.resolve("several/sub/wide picture-2.png")).hasBinaryContent(whole);

        refused("exists; expected a new file", "translate", "run", "dark", "--out", "alone.png");
        refused("of checkpoint", "translate", "run", "dark", "--draws", "2", "--out", "several", "--quiet");
        save("copies/d0.png", SIDE, false, 60);
        refused("holds other images", "translate", "run", "dark", "--out", "copies");
        save("mixed/a.jpg", SIDE, false, 60);
        Files.writeString(folder.resolve("mixed/b.png"), "no picture"); // is not reached where names are refused
        refused("would both become a.png", "translate", "run", "mixed", "--out", "both");
        refused(".npz, .png or .safetensors", "translate", "run", "mixed", "--out", "both.bmp");
        Files.delete(folder.resolve("mixed/a.jpg"));
        refused("mixed/b.png", "translate", "run", "mixed", "--out", "both");
        refused(
                "expected images",
                "translate",
                "run",
                Files.createDirectory(folder.resolve("empty")).getFileName().toString(),
                "--out",
                "both");
        assertThat(folder.resolve("both")).doesNotExist();
        Npz.write(folder.resolve("narrow.npz"), Map.of("arr_0", HostTensor.of(new float[6], 2, 3)));
        refused("3 columns", "translate", "run", "narrow.npz", "--out", "both.npz");

        JsonNode torch = succeed("export", "run", "--format", "torchscript", "--out", "files");
        assertThat(folder.resolve(torch.at("/paths/sampler").asText())).isNotEmptyFile();
        JsonNode onnx = succeed("export", "run", "--format", "onnx", "--out", "files");
        assertThat(folder.resolve(onnx.at("/paths/energy").asText())).isNotEmptyFile();
    }

    @Test
    void resultsInTheInputAreRefusedBeforeAnythingIsRead() throws Exception {
        Path dark = folder.resolve("dark");
        Files.createSymbolicLink(folder.resolve("link"), dark);
        for (String out : List.of("dark", "dark/out", "dark/new/deep", "link/out", "dark/grid.png")) {
            String message = "--out " + out + " lies in the input; expected a folder outside it";
            refused(message, "translate", "no-run", "dark", "--out", out);
        }
        refused("--out out lies in the input", "translate", "no-run", ".", "--out", "out");
        for (String out : List.of("darker", "dark/../out", "dark/rows.npz", "bright/dark")) {
            refused("no-run", "translate", "no-run", "dark", "--out", out);
        }
        assertThat(pictures("dark")).hasSize(40);
    }

    @Test
    void allPicturesOfTheInputAreTranslatedOrSaidToBeLeftOut() throws Exception {
        succeed(train("dark", "bright", "--out", "run", "--quiet"));
        save("parts/train/a.png", SIDE, false, 60);
        save("parts/test/a.png", SIDE, false, 60);
        Files.write(folder.resolve("parts/test/b.heic"), new byte[9]);
        Result parts = dxmi("translate", "run", "parts", "--out", "out");
        assertThat(parts.code()).as(parts.err()).isZero();
        assertThat(parts.err()).contains("left out: test/b.heic, of formats that are not read\n");
        assertThat(JSON.readTree(parts.out()).path("left_out").asInt()).isEqualTo(1);
        assertThat(JSON.readTree(parts.out()).path("rows").asInt()).isEqualTo(2);
        assertThat(pictures("out")).containsExactly("test/a.png", "train/a.png");

        refused("run translates pictures; expected a folder", "translate", "run", "parts/test/b.heic", "--out", "o");
        byte[] pixels = new byte[2 * SIDE * SIDE];
        pixels[SIDE * SIDE] = (byte) 200;
        HostTensor rows = new HostTensor(HostTensor.DType.U8, new long[] {2, SIDE * SIDE}, pixels);
        Npz.write(folder.resolve("bytes.npz"), Map.of("arr_0", rows));
        refused(
                "expected pixels within -1 and 1, got 200.0 in row 1; give uint8 (N, H, W, C), or x / 127.5 - 1",
                "translate",
                "run",
                "bytes.npz",
                "--out",
                "o.npz");

        // a blank picture of 25 million pixels, for which the memory is too small; it is no damaged picture
        Path large = folder.resolve("large.png");
        ImageIO.write(new BufferedImage(5_000, 5_000, BufferedImage.TYPE_BYTE_GRAY), "png", large.toFile());
        Result small = new Processes(Main.class, folder, "-Xmx64m").run("translate", "run", "large.png", "--out", "o");
        assertThat(small.code()).as(small.err()).isEqualTo(2);
        assertThat(small.err()).contains("-Xmx8g").doesNotContain("remove");

        String[] points = {"train", "transport", "data.source=moons", "data.path=8gaussians", "trainer.iterations=2"};
        List<String> words = new ArrayList<>(List.of(points));
        words.addAll(List.of("evaluation.samples=50", "evaluation.projections=5", "--out", "points", "--quiet"));
        succeed(words.toArray(String[]::new));
        refused("parts has pictures, but points translates points", "translate", "points", "parts", "--out", "o.csv");
        refused("but points translates points", "translate", "points", "dark/d1.png", "--out", "o.csv");
    }

    @Test
    void arraysFindThePresetAndNotesNameTheirSet() throws Exception {
        byte[] pixels = new byte[20 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) (i % 251);
        HostTensor images = new HostTensor(HostTensor.DType.U8, new long[] {20, SIDE, SIDE, 1}, pixels);
        Npz.write(folder.resolve("a.npz"), Map.of("arr_0", images));
        Npz.write(folder.resolve("b.npz"), Map.of("images", images));
        Result arrays = dxmi(train("a.npz", "b.npz", "--out", "arrays"));
        assertThat(arrays.code()).as(arrays.err()).isZero();
        assertThat(arrays.err()).contains("used as they are, 8 x 8, grey");
        assertThat(Files.readString(folder.resolve("arrays/config.yaml"))).contains("unpaired-images");

        for (int i = 0; i < 8; i++) {
            deep("ten/" + i + ".png", 1_000);
            deep("twelve/" + i + ".png", 4_000);
        }
        Files.writeString(folder.resolve("twelve/damaged.png"), "no picture");
        Result mixed = dxmi(train("ten", "twelve", "trainer.batch=4", "--dry-run"));
        assertThat(mixed.code()).as(mixed.err()).isZero();
        assertThat(mixed.err().lines())
                .contains("values of 16 bits use 10 bits in data.source and 12 in data.path; both are read with"
                        + " data.bits=12")
                .anyMatch(line -> line.startsWith("data.path: left out: twelve/damaged.png"))
                .anyMatch(line -> line.startsWith("data.source: warning: 8 pictures are few"))
                .noneMatch(line -> line.contains("the highest of which"));
        Result one = dxmi(train("ten", "dark", "trainer.batch=4", "--dry-run"));
        assertThat(one.err().lines()).containsOnlyOnce("values of 16 bits use 10 bits, the highest of which is white");
    }

    private void deep(String name, int peak) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) image.getRaster().setSample(i % SIDE, i / SIDE, 0, peak * i / 63);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }

    @Test
    void aStoppedTrainingResumesToTheSameBytes() throws Exception {
        Files.writeString(folder.resolve("dark/damaged.png"), "no picture"); // is left out, also after the resume
        succeed(train("dark", "bright", "game.from=0", "--out", "whole", "--quiet"));
        copy("whole", "cut");
        Path checkpoints = folder.resolve("cut/checkpoints");
        Files.delete(checkpoints.resolve("step-4.safetensors"));
        Files.writeString(checkpoints.resolve("latest"), "step-2.safetensors\n");
        Files.delete(folder.resolve("cut/summary.json"));
        succeed("train", "--resume", "cut", "--quiet");
        assertThat(folder.resolve("cut/metrics.jsonl")).hasSameTextualContentAs(folder.resolve("whole/metrics.jsonl"));
        refused("--draws 1, got 2", "translate", "cut", "dark/d1.png", "--draws", "2", "--out", "o");
    }

    private void copy(String from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(from))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(to).resolve(folder.resolve(from).relativize(file)));
            }
        }
    }

    @Test
    void setsThatDifferAreRefusedWithARemedyAndRunWithIt() throws Exception {
        for (int i = 0; i < 8; i++) {
            save("large/" + i + ".png", 32, false, 190);
            save("colour/" + i + ".png", SIDE, true, 190);
        }
        refused("give data.size=8 or data.size=32", train("dark", "large"));
        refused("give data.channels=1 or data.channels=3", train("dark", "colour"));
        refused("elsewhere: no such file or folder", train("dark", "elsewhere"));
        refused(
                "expected images",
                train("dark", Files.createDirectory(folder.resolve("empty")).toString()));
        refused("data.path must name", "train", "transport", "data.source=dark");
        refused("data.source must name", "train", "transport-images", "data.path=dark", "trainer.batch=8");
        refused("must be a network for images", train("dark", "bright", "energy.network.kind=mlp"));
        assertThat(folder.resolve("runs")).doesNotExist();
        succeed(train("dark", "large", "data.size=8", "trainer.batch=4", "--dry-run", "--quiet"));
        JsonNode run =
                succeed(train("dark", "colour", "data.channels=3", "trainer.batch=4", "--out", "run", "--quiet"));
        assertThat(run.at("/paths/transport").asText()).isEqualTo("run/transport.png");
        succeed("translate", "run", "dark/d1.png", "--out", "one.npz", "--quiet");
        assertThat(Npz.read(folder.resolve("one.npz")).get("arr_0").shape()).containsExactly(1, SIDE, SIDE, 3);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("."))
                            .sorted(Comparator.naturalOrder()))
                    .isEmpty();
        }
    }
}
