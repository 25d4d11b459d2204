package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.checkpoint.EfficientNetFormula;
import io.dxmi.samplers.net.EfficientNetLite;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of weights is a backbone and an extractor: no description, no trust. */
class EfficientNetCommandTest {

    @TempDir
    static Path folder;

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commands((config, device) -> {
                    throw new UnsupportedOperationException();
                })
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeAll
    static void files() throws IOException {
        EfficientNetFormula.write(EfficientNetLite.LITE0, folder.resolve("net.safetensors"));
        Files.createDirectory(folder.resolve("normal"));
        Files.createDirectory(folder.resolve("odd"));
        Random random = new Random(1);
        for (int i = 0; i < 8; i++) picture("normal/" + i, random, false);
        for (int i = 0; i < 2; i++) picture("odd/" + i, random, true);
    }

    private static void picture(String name, Random random, boolean spot) throws IOException {
        BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 48 * 40; p++) {
            boolean odd = spot && Math.hypot(p % 48 - 30, p / 48 - 12) < 6;
            int grey = odd ? 255 : 90 + (int) (10 * Math.sin(p % 48) + 3 * random.nextGaussian());
            image.setRGB(p % 48, p / 48, grey * 0x10101);
        }
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
    }

    @Test
    void detectorsCarryTheWeights() throws IOException {
        Outcome fit = run(
                "detect",
                "fit",
                "--data",
                at("normal"),
                "--backbone",
                at("net.safetensors"),
                "--out",
                at("model"),
                "--quiet");
        assertThat(fit.code()).as(fit.err()).isZero();
        try (Stream<Path> files = Files.list(folder.resolve("model"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("backbone.pth", "model.safetensors", "model.yaml");
        }
        Files.move(folder.resolve("model"), folder.resolve("moved"));
        Outcome score = run(
                "detect",
                "score",
                at("moved"),
                "--data",
                at("odd"),
                "--out",
                at("scores.csv"),
                "--maps",
                at("maps"),
                "--quiet");
        assertThat(score.code()).as(score.err()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("scores.csv"));
        assertThat(lines.subList(1, 3))
                .allSatisfy(line -> assertThat(line.split(",", -1)[3]).isEqualTo("1"));
        assertThat(folder.resolve("maps")).isDirectoryRecursivelyContaining("glob:**.png");
        Path weights = folder.resolve("moved/backbone.pth");
        Files.write(weights, new byte[] {1});
        Outcome damaged = run("detect", "score", at("moved"), "--data", at("odd"), "--out", at("s.csv"), "--quiet");
        assertThat(damaged.code()).isEqualTo(2);
        assertThat(damaged.err().lines()).hasSize(1);
        assertThat(damaged.err()).contains(weights.toString());
    }

    @Test
    void evaluationsAreNotCalledFid() throws IOException {
        Outcome evaluated = run(
                "evaluate", at("odd"), "--reference", at("normal"), "--extractor", at("net.safetensors"), "--quiet");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(evaluated.out());
        assertThat(json.findValue("frechet")).as(evaluated.out()).isNotNull();
        assertThat(json.findValue("fid")).isNull();
        assertThat(evaluated.out()).contains("efficientnet-lite0");
    }

    @Test
    void otherWeightsAreRefused() {
        Path other = folder.resolve("other.safetensors");
        new Safetensors(Map.of("conv1.weight", HostTensor.of(new float[9], 1, 1, 3, 3)), Map.of()).write(other);
        for (Outcome refused : List.of(
                run(
                        "detect",
                        "fit",
                        "--data",
                        at("normal"),
                        "--backbone",
                        other.toString(),
                        "--out",
                        at("none"),
                        "--quiet"),
                run("evaluate", at("odd"), "--reference", at("normal"), "--extractor", other.toString(), "--quiet"))) {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err().lines()).hasSize(1);
            assertThat(refused.err())
                    .contains(
                            other + ": expected the weights of EfficientNet-Lite0, 1 or 2",
                            "found tensors such as [conv1.weight]");
        }
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
