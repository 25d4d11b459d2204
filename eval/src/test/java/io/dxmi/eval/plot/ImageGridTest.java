package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGridTest {

    @TempDir
    private Path folder;

    private BufferedImage drawn(ImageGrid grid, int columns) throws IOException {
        Path file = folder.resolve("grid.png");
        grid.write(file, columns);
        return ImageIO.read(file.toFile());
    }

    @Test
    void greyPixelsBecomeBlocksInTheirPlace() throws IOException {
        // Three 2 x 3 images; the second is black, white, grey over clipped values.
        float[] values = new float[18];
        System.arraycopy(new float[] {-1, 1, 0, -7, 9, 0.5f}, 0, values, 6, 6);
        BufferedImage image = drawn(new ImageGrid(values, 3, 1, 2, 3), 2);
        assertThat(image.getWidth()).isEqualTo(4 + 2 * (48 + 4));
        assertThat(image.getHeight()).isEqualTo(4 + 2 * (32 + 4));
        assertThat(ImageGrid.pixels(3, 2, 3, 2)).isEqualTo((long) image.getWidth() * image.getHeight());
        int x = 4 + 52;
        assertThat(List.of(rgb(image, x, 4), rgb(image, x + 15, 19))).containsOnly(0x000000);
        assertThat(List.of(rgb(image, x + 16, 4), rgb(image, x + 31, 19))).containsOnly(0xFFFFFF);
        assertThat(List.of(rgb(image, x + 32, 4), rgb(image, x + 47, 19))).containsOnly(0x808080);
        assertThat(List.of(rgb(image, x, 20), rgb(image, x + 15, 35))).containsOnly(0x000000);
        assertThat(List.of(rgb(image, x + 16, 20), rgb(image, x + 31, 35))).containsOnly(0xFFFFFF);
        assertThat(rgb(image, x + 32, 20)).isEqualTo(0xBFBFBF);
        assertThat(rgb(image, 4, 40)).isEqualTo(0x808080);
        // The margin, and the place of the fourth image that is not there.
        assertThat(List.of(rgb(image, x - 2, 10), rgb(image, x + 20, 60))).containsOnly(0xFFFFFF);
    }

    @Test
    void coloursComeFromThePlanes() throws IOException {
        float[] values = {1, -1, -1, 1, -1, 1};
        BufferedImage image = drawn(new ImageGrid(values, 1, 3, 1, 2), 8);
        assertThat(image.getWidth()).isEqualTo(4 + 48 + 4);
        assertThat(rgb(image, 6, 6)).isEqualTo(0xFF0000);
        assertThat(rgb(image, 50, 6)).isEqualTo(0x00FFFF);
    }

    @Test
    void largeImagesKeepTheirPixels() throws IOException {
        float[] values = new float[64 * 100];
        values[63 * 100 + 99] = 1;
        BufferedImage image = drawn(new ImageGrid(values, 1, 1, 64, 100), 1);
        assertThat(image.getWidth()).isEqualTo(108);
        assertThat(rgb(image, 103, 67)).isEqualTo(0xFFFFFF);
        assertThat(rgb(image, 102, 67)).isEqualTo(0x808080);
    }

    @Test
    void labelsStandOutsideTheImages() throws IOException {
        Path file = folder.resolve("steps.png");
        float[] values = new float[6 * 16];
        new ImageGrid(values, 6, 1, 4, 4).write(file, List.of("a", "b"), List.of("t = 0", "t = 1", "t = 2"));
        BufferedImage image = ImageIO.read(file.toFile());
        int left = image.getWidth() - 3 * 52;
        int top = image.getHeight() - 2 * 52;
        assertThat(top).isEqualTo(4 + 19);
        for (int n = 0; n < 6; n++) {
            int x = left + n % 3 * 52;
            int y = top + n / 3 * 52;
            for (int i = 0; i < 48; i++) assertThat(rgb(image, x + i, y + i)).isEqualTo(0x808080);
        }
        assertThat(darkest(image, 0, 0, image.getWidth(), top)).isLessThan(0x60);
        assertThat(darkest(image, 0, top, left, 48)).isLessThan(0x60);
        assertThat(darkest(image, 0, top + 52, left, 48)).isLessThan(0x60);
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xFFFFFF;
    }

    private static int darkest(BufferedImage image, int left, int top, int width, int height) {
        int darkest = 255;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) darkest = Math.min(darkest, rgb(image, x, y) & 255);
        }
        return darkest;
    }

    @Test
    void refusesWhatCannotBeDrawnAndSaysWhatItGot() {
        Path file = folder.resolve("x.png");
        assertThatThrownBy(() -> new ImageGrid(new float[0], 0, 1, 8, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got (0, 1, 8, 8)");
        assertThatThrownBy(() -> new ImageGrid(new float[8], 1, 2, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1, 2, 2, 2)");
        assertThatThrownBy(() -> new ImageGrid(new float[7], 2, 1, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 values, got 7");
        assertThatThrownBy(() -> new ImageGrid(new float[] {0, 0, 0, Float.NaN}, 2, 1, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 1 of 2 holds NaN (value 1)");
        ImageGrid two = new ImageGrid(new float[2], 2, 1, 1, 1);
        assertThatThrownBy(() -> two.write(file, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> two.write(file, List.of("a"), List.of("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 rows x 1 columns = 1 images, got 2");
        assertThat(file).doesNotExist();
    }
}
