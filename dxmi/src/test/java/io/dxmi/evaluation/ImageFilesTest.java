package io.dxmi.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.image.ImageSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures are measured as a training reads them. */
class ImageFilesTest {

    @TempDir
    Path folder;

    /** A square of one colour in a folder of its own, and the same in an archive. */
    private List<Path> picture(int type, int... bands) throws IOException {
        BufferedImage picture = new BufferedImage(6, 6, type);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 6; x++) picture.getRaster().setPixel(x, y, bands);
        }
        Path file = Files.createDirectories(folder.resolve("set")).resolve("1.png");
        assertThat(ImageIO.write(picture, "png", file.toFile())).isTrue();
        Path zip = folder.resolve("set.ZIP");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("1.png"));
            out.write(Files.readAllBytes(file));
        }
        return List.of(file.getParent(), zip);
    }

    private static int value(Path path, int channel) {
        try (ImageSource source = ImageFiles.open(path)) {
            return source.load(0).at(3, 2, channel);
        }
    }

    @Test
    void transparentPartsAreOnWhite() throws IOException {
        for (Path path : picture(BufferedImage.TYPE_INT_ARGB, 100, 200, 0, 51)) {
            assertThat(value(path, 0)).isEqualTo(Math.round(0.2f * 100 + 0.8f * 255));
            assertThat(value(path, 2)).isEqualTo(Math.round(0.8f * 255));
        }
    }

    @Test
    void usedBitsOfSixteenAreFound() throws IOException {
        for (Path path : picture(BufferedImage.TYPE_USHORT_GRAY, 4095))
            assertThat(value(path, 0)).isEqualTo(255);
        for (Path path : picture(BufferedImage.TYPE_USHORT_GRAY, 40_000))
            assertThat(value(path, 0)).isEqualTo(40_000 >> 8);
    }

    @Test
    void ordinaryPicturesKeepTheirValues() throws IOException {
        for (Path path : picture(BufferedImage.TYPE_INT_RGB, 3, 128, 254)) {
            assertThat(value(path, 0)).isEqualTo(3);
            assertThat(value(path, 1)).isEqualTo(128);
            assertThat(value(path, 2)).isEqualTo(254);
        }
    }
}
