package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.program.Programs;
import io.dxmi.samplers.program.TrustedPrograms;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder with a backbone, damaged: {@code detect score} refuses it by name, or scores as before. */
class BackboneModelDamageTest {

    private static final int FLIPS = 25;
    private static final List<String> FILES =
            List.of("backbone.pt", "backbone.yaml", "model.safetensors", "model.yaml");

    @TempDir
    static Path folder;

    private static byte[] scores;

    private record Outcome(int code, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.commands((config, device) -> {
                    throw new UnsupportedOperationException();
                })
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(arguments);
        return new Outcome(code, err.toString());
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    /** Two models of two backbones; both backbones are trusted. */
    @BeforeAll
    static void models() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        for (int i = 0; i < 8; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
            for (int p = 0; p < 64; p++) image.getRaster().setSample(p % 8, p / 8, 0, (p * 37 + i * i * 11) % 256);
            ImageIO.write(image, "png", folder.resolve("data/" + i + ".png").toFile());
        }
        for (int i = 0; i < 2; i++) {
            Path net = folder.resolve("net" + i + ".pt");
            Programs.write(
                    net,
                    "y = torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], False, True, None)",
                    "return torch.add(y, " + i + ")");
            Files.writeString(
                    folder.resolve("net" + i + ".yaml"),
                    "size: 8\nmean: [0." + (5 + i) + "]\nstd: [0.25]\noutputs: {maps: [0], grid: [4, 4]}\n");
            TrustedPrograms.trust(net);
            Outcome fit =
                    run("detect", "fit", "--data", at("data"), "--backbone", net.toString(), "--out", at("m" + i));
            assertThat(fit.code()).as(fit.err()).isZero();
        }
        Outcome score = run("detect", "score", at("m0"), "--data", at("data"), "--out", at("s.csv"), "--quiet");
        assertThat(score.code()).as(score.err()).isZero();
        scores = Files.readAllBytes(folder.resolve("s.csv"));
        Files.delete(folder.resolve("s.csv"));
    }

    /** @param mayBeEqual whether the damage can leave the meaning as it was, as another space in a comment does */
    private static void assertSeen(String file, String damage, boolean mayBeEqual) throws IOException {
        Path out = folder.resolve("s.csv");
        Outcome score = run("detect", "score", at("m0"), "--data", at("data"), "--out", out.toString(), "--quiet");
        String what = file + ", " + damage + ": " + score.err();
        if (mayBeEqual && score.code() == 0) {
            assertThat(Files.readAllBytes(out)).as(what).isEqualTo(scores);
            Files.delete(out);
            return;
        }
        assertThat(score.code()).as(what).isEqualTo(2);
        assertThat(score.err().lines()).as(what).hasSize(1);
        assertThat(score.err())
                .as(what)
                .startsWith("dxmi: ")
                .contains(folder.resolve("m0").toString());
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backbone.pt", "backbone.yaml", "model.safetensors", "model.yaml"})
    void isRefusedByNameOrHarmless(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("m0"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrderElementsOf(FILES);
        }
        Path file = folder.resolve("m0").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = whole.clone();
            int at = random.nextInt(whole.length);
            int bit = random.nextInt(8);
            flipped[at] ^= (byte) (1 << bit);
            Files.write(file, flipped);
            assertSeen(name, "bit " + bit + " of byte " + at + " flipped", name.equals("model.yaml"));
        }
        List<byte[]> others = new ArrayList<>();
        others.add(new byte[0]);
        others.add(Arrays.copyOf(whole, whole.length - 1 - random.nextInt(whole.length - 1)));
        others.add(Files.readAllBytes(folder.resolve("m1").resolve(name)));
        for (byte[] other : others) {
            Files.write(file, other);
            assertSeen(name, "replaced by " + other.length + " of " + whole.length + " bytes", false);
        }
        Files.delete(file);
        assertSeen(name, "removed", false);
        Files.write(file, whole);
        assertThat(run("detect", "score", at("m0"), "--data", at("data"), "--out", at("s.csv"), "--quiet")
                        .code())
                .isZero();
        Files.delete(folder.resolve("s.csv"));
    }
}
