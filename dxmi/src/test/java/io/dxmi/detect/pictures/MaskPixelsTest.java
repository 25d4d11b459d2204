package io.dxmi.detect.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same square, rows and columns 8 to 11 of 32, in all forms that masks have. */
class MaskPixelsTest {

    private static final int SIDE = 32;

    @TempDir
    Path folder;

    private static BufferedImage mask(int side, int type, int value) {
        BufferedImage image = new BufferedImage(side, side, type);
        int unit = side / 8;
        for (int y = 2 * unit; y < 3 * unit; y++) {
            for (int x = 2 * unit; x < 3 * unit; x++) image.getRaster().setSample(x, y, 0, value);
        }
        return image;
    }

    private Path save(BufferedImage image, String name) throws IOException {
        Path file = folder.resolve(name);
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
        return file;
    }

    private static void requireSquare(Path... masks) {
        boolean[][] pixels = MaskPixels.read(List.of(masks), SIDE, SIDE, "picture.png");
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                assertThat(pixels[y][x]).as(y + ", " + x).isEqualTo(y / 4 == 2 && x / 4 == 2);
            }
        }
    }

    @Test
    void valuesOfAnySize() throws IOException {
        for (int value : new int[] {1, 3, 128, 255}) {
            requireSquare(save(mask(SIDE, BufferedImage.TYPE_BYTE_GRAY, value), value + ".png"));
        }
        for (int value : new int[] {1, 255, 256, 65535}) {
            requireSquare(save(mask(SIDE, BufferedImage.TYPE_USHORT_GRAY, value), value + "-16.png"));
        }
        requireSquare(save(mask(SIDE, BufferedImage.TYPE_BYTE_BINARY, 1), "bit.png"));
    }

    @Test
    void coloursAndPalettes() throws IOException {
        BufferedImage colour = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        byte[] red = {0, (byte) 200};
        IndexColorModel colours = new IndexColorModel(1, 2, red, new byte[2], new byte[2]);
        BufferedImage palette = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY, colours);
        for (int i = 0; i < 16; i++) {
            colour.setRGB(8 + i % 4, 8 + i / 4, Color.RED.getRGB());
            palette.getRaster().setSample(8 + i % 4, 8 + i / 4, 0, 1);
        }
        requireSquare(save(colour, "rgba.png"));
        requireSquare(save(palette, "palette.png"));
    }

    @Test
    void lossyFormatsAndOtherSizes() throws IOException {
        requireSquare(save(mask(SIDE, BufferedImage.TYPE_BYTE_GRAY, 255), "lossy.jpg"));
        requireSquare(save(mask(SIDE, BufferedImage.TYPE_BYTE_GRAY, 255), "mask.bmp"));
        requireSquare(save(mask(SIDE / 4, BufferedImage.TYPE_BYTE_GRAY, 1), "small.png"));
        requireSquare(save(mask(SIDE * 2, BufferedImage.TYPE_BYTE_GRAY, 1), "large.png"));
    }

    @Test
    void aThinDefectSurvivesAndSeveralMasksAreUnited() throws IOException {
        BufferedImage thin = new BufferedImage(320, 320, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 320; x++) thin.getRaster().setSample(x, 87, 0, 255);
        Path line = save(thin, "line.png");
        boolean[][] pixels = MaskPixels.read(
                List.of(line, save(mask(SIDE, BufferedImage.TYPE_BYTE_GRAY, 1), "square.png")), SIDE, SIDE, "p");
        for (int x = 0; x < SIDE; x++) {
            assertThat(pixels[8][x]).isTrue();
            assertThat(pixels[11][x]).isEqualTo(x / 4 == 2);
        }
    }

    @Test
    void otherProportionsAreRefused() throws IOException {
        Path wide = save(new BufferedImage(64, 32, BufferedImage.TYPE_BYTE_GRAY), "wide.png");
        assertThatThrownBy(() -> MaskPixels.read(List.of(wide), SIDE, SIDE, "picture.png"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("wide.png is 32 x 64, but its image picture.png is 32 x 32");
    }

    @Test
    void anEmptyMaskHasNoDefect() throws IOException {
        Path empty = save(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "empty.png");
        for (boolean[] row : MaskPixels.read(List.of(empty), SIDE, SIDE, "p"))
            assertThat(row).containsOnly(false);
    }
}
