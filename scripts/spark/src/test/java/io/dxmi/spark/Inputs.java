package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Main;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/** What the jobs work on: a run, a fitted detector with a table to score, and pictures. */
record Inputs(Path folder) {

    Path run() {
        return folder.resolve("run");
    }

    Path model() {
        return folder.resolve("model");
    }

    Path table() {
        return folder.resolve("table.csv");
    }

    Path pictures() {
        return folder.resolve("pictures");
    }

    void make() throws IOException {
        dxmi(
                "train",
                "8gaussians",
                "--out",
                run().toString(),
                "pretrain.iterations=1",
                "trainer.iterations=1",
                "evaluation.samples=50",
                "evaluation.every=0",
                "--quiet");
        Random random = new Random(1);
        Path normal = folder.resolve("normal.csv");
        Files.writeString(normal, rows(random, 300, 1, "xy"));
        Files.writeString(table(), rows(random, 700, 2, "xyz"));
        dxmi("detect", "fit", "--data", normal.toString(), "--out", model().toString(), "--quiet");
        Files.createDirectories(pictures());
        for (int i = 0; i < 51; i++) picture(random, pictures().resolve(i + ".png"));
    }

    static void dxmi(String... arguments) {
        assertThat(Main.run(arguments)).as(String.join(" ", arguments)).isZero();
    }

    private static String rows(Random random, int count, double scale, String kinds) {
        StringBuilder rows = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < count; i++) {
            double a = scale * random.nextGaussian();
            rows.append(String.format(
                    Locale.ROOT,
                    "%.4f,%.5f,%s%n",
                    a,
                    2 * a + scale / 10 * random.nextGaussian(),
                    kinds.charAt(random.nextInt(kinds.length()))));
        }
        return rows.toString();
    }

    private static void picture(Random random, Path file) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) image.setRGB(x, y, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
