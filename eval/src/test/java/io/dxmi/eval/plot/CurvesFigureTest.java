package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesFigureTest {

    @TempDir
    private Path folder;

    private static float[][] level(float value) {
        return new float[][] {{value, value, value, value}};
    }

    /** Rows of a panel's middle column, from its top, that are not white. */
    private static int firstInk(BufferedImage image, int panel) {
        int x = 52 + panel * 340 + 160;
        for (int y = 32 + 3; y < 32 + 240 - 3; y++) {
            Color pixel = new Color(image.getRGB(x, y));
            if (pixel.getRed() + pixel.getGreen() + pixel.getBlue() < 740) return y - 32;
        }
        return -1;
    }

    @Test
    void everyPanelHasTheSameScale() throws Exception {
        Path file = folder.resolve("curves.png");
        float[][][] ends = {level(1)};
        CurvesFigure.write(file, level(0), level(0), ends, level(1), level(1), "source", "some", "results", "target");
        BufferedImage image = ImageIO.read(file.toFile());
        // the box reaches 6 % beyond the values: 1 lies at 0.06 / 1.12 of the height, and 0 as far from the foot
        int high = (int) (240 * 0.06 / 1.12);
        assertThat(firstInk(image, 0)).isBetween(240 - high - 3, 240 - high + 3);
        assertThat(firstInk(image, 1)).isBetween(high - 3, high + 3);
        assertThat(firstInk(image, 2)).isBetween(high - 3, high + 3);
        assertThat(firstInk(image, 3)).isBetween(high - 3, high + 3);
    }

    @Test
    void setsWithoutCurvesAndMissingTitlesAreRefused() {
        Path file = folder.resolve("none.png");
        float[][][] ends = {};
        assertThatThrownBy(() -> CurvesFigure.write(
                        file, new float[0][], level(0), ends, level(1), level(1), "a", "b", "c", "d"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CurvesFigure.write(file, level(0), level(0), ends, level(1), level(1), "a", "b", "c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }
}
