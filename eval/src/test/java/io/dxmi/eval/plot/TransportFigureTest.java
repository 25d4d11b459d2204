package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportFigureTest {

    private static final int SIDE = 300;

    private static final float[][] LEFT = {{-1, -1}, {-1, 1}};
    private static final float[][] RIGHT = {{1, -1}, {1, 1}};

    @TempDir
    private Path folder;

    @Test
    void arrowsLeadFromTheSourceToTheResults() throws Exception {
        Path file = folder.resolve("transport.png");
        float[][][] ends = {{{1, -1}}, {{1, 1}}};
        TransportFigure.write(file, LEFT, LEFT, ends, RIGHT, RIGHT, "source", "arrows", "results", "target");
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(48 + 4 * SIDE + 3 * 20 + 16);
        // the box is 1.2 times the extent of the points: they lie at 1/12 of the side and at 11/12
        int low = SIDE / 12;
        int high = SIDE - low;
        int second = 48 + SIDE + 20;
        assertThat(colour(image, 48 + low, 32 + high)).isEqualTo(Kind.BLUE);
        assertThat(colour(image, 48 + high, 32 + high)).isEqualTo(Kind.WHITE);
        assertThat(colour(image, second + low, 32 + high)).isEqualTo(Kind.BLUE);
        assertThat(colour(image, second + SIDE / 2, 32 + high)).isEqualTo(Kind.RED);
        assertThat(colour(image, second + SIDE / 2, 32 + SIDE / 2)).isEqualTo(Kind.WHITE);
        assertThat(colour(image, 48 + 2 * (SIDE + 20) + high, 32 + low)).isEqualTo(Kind.RED);
        assertThat(colour(image, 48 + 3 * (SIDE + 20) + high, 32 + low)).isEqualTo(Kind.DARK);
    }

    private enum Kind {
        WHITE,
        BLUE,
        RED,
        DARK
    }

    /** Of the strongest colour within two pixels. */
    private static Kind colour(BufferedImage image, int x, int y) {
        Kind found = Kind.WHITE;
        for (int i = x - 2; i <= x + 2; i++) {
            for (int j = y - 2; j <= y + 2; j++) {
                Color pixel = new Color(image.getRGB(i, j));
                if (pixel.getBlue() > pixel.getRed() + 60) found = Kind.BLUE;
                else if (pixel.getRed() > pixel.getBlue() + 60) found = Kind.RED;
                else if (pixel.getRed() < 120 && found == Kind.WHITE) found = Kind.DARK;
            }
        }
        return found;
    }

    @Test
    void refusesWhatItCannotDraw() {
        Path file = folder.resolve("transport.png");
        float[][][] ends = {{{1, -1}}, {{1, Float.NaN}}};
        assertThatThrownBy(() -> TransportFigure.write(
                        file, LEFT, LEFT, ends, RIGHT, RIGHT, "source", "arrows", "results", "target"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ends");
        assertThatThrownBy(() -> TransportFigure.write(file, LEFT, LEFT, ends, RIGHT, RIGHT, "source"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 panels");
        assertThat(file).doesNotExist();
    }
}
