package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathFigureTest {

    private static final int SIDE = 190;

    @TempDir
    private Path folder;

    private BufferedImage drawn(float[][]... states) throws IOException {
        Path file = folder.resolve("path.png");
        PathFigure.write(file, states);
        return ImageIO.read(file.toFile());
    }

    /** States that move the points (-1, -1) and (1, 1) to one another's place. */
    private static float[][][] swap(int steps) {
        float[][][] states = new float[steps + 1][][];
        for (int t = 0; t <= steps; t++) {
            float place = 1 - 2f * t / steps;
            states[t] = new float[][] {{-place, -place}, {place, place}};
        }
        return states;
    }

    @Test
    void wrapsAfterSixPanels() throws IOException {
        BufferedImage five = drawn(swap(4));
        assertThat(five.getWidth()).isEqualTo(44 + 6 * SIDE + 5 * 12 + 16);
        assertThat(five.getHeight()).isEqualTo(26 + SIDE + 28);
        BufferedImage twelve = drawn(swap(11));
        assertThat(twelve.getWidth()).isEqualTo(five.getWidth());
        assertThat(twelve.getHeight()).isEqualTo(3 * (26 + SIDE) + 28);
        assertThat(drawn(swap(1)).getWidth()).isEqualTo(44 + 3 * SIDE + 2 * 12 + 16);
    }

    @Test
    void showsPointsWhereTheyAreAndTheLineBetween() throws IOException {
        BufferedImage image = drawn(swap(2));
        // The box is 1.2 times the extent of the points, give or take the little that is cut.
        int low = SIDE / 2 - Math.round(SIDE / 2.4f);
        int high = SIDE - low;
        assertThat(isBlue(image, 44 + low, 26 + high)).isTrue();
        assertThat(isBlue(image, 44 + high, 26 + low)).isTrue();
        assertThat(isWhite(image, 44 + high, 26 + high)).isTrue();
        int paths = 44 + 3 * (SIDE + 12);
        int between = SIDE / 2 - SIDE / 5;
        assertThat(isWhite(image, paths + between, 26 + SIDE - between)).isFalse();
        assertThat(isWhite(image, paths + between, 26 + between)).isTrue();
    }

    private static boolean isBlue(BufferedImage image, int x, int y) {
        Color colour = new Color(image.getRGB(x, y));
        return colour.getBlue() > colour.getRed() + 100;
    }

    private static boolean isWhite(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) == Color.WHITE.getRGB();
    }

    @Test
    void equalAndFarAwayPointsAreDrawn() throws IOException {
        float[][] same = {{3, 3}, {3, 3}};
        assertThat(drawn(same, same).getHeight()).isEqualTo(26 + SIDE + 28);
        float[][] far = {{1e30f, -1e30f}, {1e30f, -1e30f}};
        assertThat(drawn(same, far).getHeight()).isEqualTo(26 + SIDE + 28);
        assertThat(drawn(far, far).getHeight()).isEqualTo(26 + SIDE + 28);
    }

    @Test
    void oneStrayPointDoesNotShrinkTheRest() {
        float[][] points = PointsFigureTest.ring(1000, 0.1, 3);
        points[17] = new float[] {1e6f, 0};
        assertThat(Box.around(points).right()).isBetween(2.0, 4.0);
    }

    @Test
    void refusesWhatCannotBeDrawnAndSaysWhatItGot() {
        Path file = folder.resolve("x.png");
        assertThatThrownBy(() -> PathFigure.write(file, new float[0][][]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no steps");
        assertThatThrownBy(() -> PathFigure.write(file, new float[][][] {{{0, 0}}, {{0, 0}, {1, 1}}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x_1 has 2 points and x_0 has 1");
        assertThatThrownBy(() -> PathFigure.write(file, new float[][][] {{{0, Float.NaN}}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x_0[0] is (0.0, NaN)");
    }
}
