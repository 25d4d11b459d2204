package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 250;

    /** The middle of a panel's plot. */
    private static final int MIDDLE_X = 72 + (WIDTH - 72 - 18) / 2;

    private static final int MIDDLE_Y = 32 + (HEIGHT - 32 - 28) / 2;

    @TempDir
    private Path folder;

    private BufferedImage drawn(double[] iterations, Map<String, double[]> series) throws IOException {
        Path file = folder.resolve("curves.png");
        Curves.write(file, iterations, series);
        return ImageIO.read(file.toFile());
    }

    private static double[] upTo(int count) {
        return IntStream.range(0, count).mapToDouble(i -> i).toArray();
    }

    private static double[] map(double[] iterations, DoubleUnaryOperator value) {
        return Arrays.stream(iterations).map(value).toArray();
    }

    private static boolean isBlue(BufferedImage image, int x, int y) {
        Color colour = new Color(image.getRGB(x, y));
        return colour.getBlue() > colour.getRed() + 60;
    }

    private static long bluePixels(BufferedImage image, int left, int top) {
        return IntStream.range(0, WIDTH * HEIGHT)
                .filter(i -> isBlue(image, left + i % WIDTH, top + i / WIDTH))
                .count();
    }

    @Test
    void placesThreePanelsInARowInTheMapsOrder() throws IOException {
        Map<String, double[]> series = new LinkedHashMap<>();
        for (int k = 0; k < 40; k++) series.put("series " + k, new double[] {k, k == 4 ? 0 : Double.NaN});
        series.put("series 0", new double[] {Double.NaN, Double.NaN});
        BufferedImage image = drawn(new double[] {1, 2}, series);
        assertThat(image.getWidth()).isEqualTo(3 * WIDTH);
        assertThat(image.getHeight()).isEqualTo(14 * HEIGHT);
        assertThat(bluePixels(image, 0, 0)).isZero();
        assertThat(bluePixels(image, WIDTH, 0)).isBetween(10L, 60L);
        assertThat(bluePixels(image, WIDTH, HEIGHT)).isGreaterThan(200);
        assertThat(bluePixels(image, 2 * WIDTH, 13 * HEIGHT)).isZero();
        assertThat(drawn(new double[] {1, 2}, Map.of("one", new double[2])).getWidth())
                .isEqualTo(WIDTH);
    }

    @Test
    void aPointOrAConstantLiesInTheMiddle() throws IOException {
        BufferedImage point = drawn(new double[] {7}, Map.of("a", new double[] {-3e-9}));
        assertThat(isBlue(point, MIDDLE_X, MIDDLE_Y)).isTrue();
        for (double value : new double[] {0, 0.1, 1e12}) {
            BufferedImage line = drawn(upTo(100), Map.of("a", map(upTo(100), i -> value)));
            assertThat(isBlue(line, MIDDLE_X, MIDDLE_Y)).isTrue();
            assertThat(isBlue(line, 90, MIDDLE_Y)).isTrue();
            assertThat(isBlue(line, MIDDLE_X, MIDDLE_Y + 9)).isFalse();
        }
    }

    @Test
    void nanAndInfinityAreGaps() throws IOException {
        double[] values = map(upTo(100), i -> i > 40 && i < 60 ? Double.NaN : 1);
        values[45] = Double.POSITIVE_INFINITY;
        values[46] = -1e308;
        BufferedImage image = drawn(upTo(100), Map.of("a", values));
        assertThat(isBlue(image, MIDDLE_X, MIDDLE_Y)).isFalse();
        assertThat(isBlue(image, MIDDLE_X - 60, MIDDLE_Y)).isTrue();
        assertThat(isBlue(image, MIDDLE_X + 60, MIDDLE_Y)).isTrue();
    }

    @Test
    void whatIsLoggedNowAndThenIsJoined() throws IOException {
        double[] values = map(upTo(1000), i -> i % 100 == 0 ? 1 : Double.NaN);
        BufferedImage image = drawn(upTo(1000), Map.of("a", values));
        assertThat(isBlue(image, MIDDLE_X, MIDDLE_Y)).isTrue();
    }

    @Test
    void thinningKeepsSpikesAndGaps() {
        double[] iterations = upTo(100_000);
        double[] values = map(iterations, i -> i > 30_000 && i < 60_000 ? Double.NaN : Math.sin(i));
        values[77_777] = 1e6;
        values[12_345] = -1e6;
        Line line = Line.of(iterations, values, 350);
        assertThat(line.y()).hasSizeLessThanOrEqualTo(700).contains(1e6, -1e6);
        assertThat(line.x()).isSorted().contains(77_777, 12_345);
        for (int i = 0; i < line.x().length; i++) {
            double y = line.y()[i];
            assertThat(Double.isNaN(y) ? Double.isNaN(values[(int) line.x()[i]]) : y == values[(int) line.x()[i]])
                    .isTrue();
        }
        assertThat(Arrays.stream(line.y()).filter(Double::isNaN).count()).isBetween(100L, 106L);
    }

    @Test
    void neighbouringTicksHaveDifferentNames() {
        assertThat(Ticks.labels(Ticks.between(1.00001, 1.00003, 6)))
                .containsExactly("1.00001", "1.000015", "1.00002", "1.000025", "1.00003");
        assertThat(Ticks.labels(Ticks.between(-1, 1, 5))).containsExactly("-1", "-0.5", "0", "0.5", "1");
        assertThat(Ticks.labels(Ticks.between(0, 0.0003, 4))).containsExactly("0", "1e-4", "2e-4", "3e-4");
        assertThat(Ticks.labels(Ticks.between(-3e12, 5e12, 5))).containsExactly("-2e12", "0", "2e12", "4e12");
        assertThat(Ticks.labels(Ticks.between(0, 100_000, 5))).containsExactly("0", "20000", "40000", "60000", "80000");
    }

    @Test
    void refusesWhatCannotBeDrawnAndSaysWhatItGot() {
        Path file = folder.resolve("x.png");
        assertThatThrownBy(() -> Curves.write(file, new double[] {1}, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got none");
        assertThatThrownBy(() -> Curves.write(file, new double[0], Map.of("a", new double[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got none");
        assertThatThrownBy(() -> Curves.write(file, new double[] {1, 2}, Map.of("loss", new double[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss has 3 values for 2 iterations");
        assertThatThrownBy(() -> Curves.write(file, new double[] {1, Double.NaN}, Map.of("a", new double[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iterations[1] is NaN after 1.0");
        assertThat(file).doesNotExist();
    }
}
