package io.dxmi.eval.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsFigureTest {

    private static final String[] TITLES = {"data", "samples, SW 0.046", "energy, AUC 0.894"};

    @TempDir
    private Path folder;

    /** Eight Gaussians on a circle of radius 2. */
    static float[][] ring(int count, double spread, long seed) {
        Random random = new Random(seed);
        float[][] points = new float[count][];
        for (int i = 0; i < count; i++) {
            double angle = random.nextInt(8) * Math.PI / 4;
            points[i] = new float[] {
                (float) (2 * Math.cos(angle) + spread * random.nextGaussian()),
                (float) (2 * Math.sin(angle) + spread * random.nextGaussian())
            };
        }
        return points;
    }

    private static EnergyGrid grid(int nodes, double half, DoubleBinaryOperator energy) {
        double[] axis = new double[nodes];
        for (int i = 0; i < nodes; i++) axis[i] = half * (2.0 * i / (nodes - 1) - 1);
        double[][] values = new double[nodes][nodes];
        for (int j = 0; j < nodes; j++) {
            for (int i = 0; i < nodes; i++) values[j][i] = energy.applyAsDouble(axis[i], axis[j]);
        }
        return new EnergyGrid(axis, axis, values);
    }

    private static double ringEnergy(double x, double y) {
        double sum = 0;
        for (int k = 0; k < 8; k++) {
            double dx = x - 2 * Math.cos(k * Math.PI / 4);
            double dy = y - 2 * Math.sin(k * Math.PI / 4);
            sum += Math.exp(-(dx * dx + dy * dy) / (2 * 0.09));
        }
        return -Math.log(sum + 1e-6) + 0.3 * (x * x + y * y) * (x * x + y * y);
    }

    private static double ramp(double x, double y) {
        return Math.max(-1, Math.min(1, y));
    }

    private BufferedImage drawn(float[][] data, float[][] samples, EnergyGrid energy) throws IOException {
        Path file = folder.resolve("points.png");
        PointsFigure.write(file, data, samples, energy, TITLES);
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
        return ImageIO.read(file.toFile());
    }

    @Test
    void hasTheStatedSizeAndAPointOfEachColourWhereItBelongs() throws IOException {
        float[][] one = {{1, -1}};
        BufferedImage image = drawn(one, one, grid(51, 2, (x, y) -> x));
        assertThat(image.getWidth()).isEqualTo(1270);
        assertThat(image.getHeight()).isEqualTo(428);
        int y = 36 + 270;
        assertThat(new Color(image.getRGB(52 + 270, y)).getBlue()).isGreaterThan(150);
        assertThat(new Color(image.getRGB(52 + 270, y)).getRed()).isLessThan(80);
        assertThat(new Color(image.getRGB(52 + 384 + 270, y)).getRed()).isGreaterThan(180);
        assertThat(new Color(image.getRGB(52 + 384 + 270, y)).getBlue()).isLessThan(80);
        assertThat(image.getRGB(2, 2)).isEqualTo(Color.WHITE.getRGB());
        assertThat(image.getRGB(52 + 90, 36 + 90)).isEqualTo(Color.WHITE.getRGB());
    }

    @Test
    void lowEnergyIsDarkVioletAndHighEnergyYellow() throws IOException {
        BufferedImage image = drawn(ring(5, 0.1, 1), ring(5, 0.1, 2), grid(51, 2, PointsFigureTest::ramp));
        int x = 52 + 2 * 384 + 175;
        assertThat(image.getRGB(x, 36 + 330) & 0xFFFFFF).isEqualTo(Viridis.rgb(0));
        assertThat(image.getRGB(x, 36 + 30) & 0xFFFFFF).isEqualTo(Viridis.rgb(1));
        assertThat(Viridis.rgb(0)).isEqualTo(0x440154);
        assertThat(Viridis.rgb(1)).isEqualTo(0xFDE725);
    }

    @Test
    void theContourOfARadialEnergyIsTheCircle() {
        Axes axes = new Axes(10, 20, 300, 300, new Box(-3, 3, -3, 3));
        PathIterator line = Contours.at(1.5, grid(61, 3, Math::hypot), axes).getPathIterator(null);
        double[] point = new double[6];
        Integer[] quadrants = {0, 0, 0, 0};
        for (; !line.isDone(); line.next()) {
            line.currentSegment(point);
            double dx = point[0] - 160;
            double dy = point[1] - 170;
            assertThat(Math.hypot(dx, dy)).isCloseTo(75, within(2.0));
            quadrants[(dx > 0 ? 1 : 0) + (dy > 0 ? 2 : 0)]++;
        }
        assertThat(quadrants).allMatch(count -> count > 20);
    }

    @Test
    void theContourIsDrawnAtItsRadius() throws IOException {
        EnergyGrid energy = grid(81, 3, Math::hypot);
        BufferedImage image = drawn(ring(5, 0.1, 1), ring(5, 0.1, 2), energy);
        assertThat(new HeatMap(energy).levels()).contains(1.0, 2.0);
        // To the right of the centre the map is dark there, so the pale line is the reddest pixel.
        int middle = 52 + 2 * 384 + 180;
        int reddest = IntStream.range(middle + 40, middle + 80)
                .boxed()
                .max(Comparator.comparingInt(x -> red(image, x)))
                .orElseThrow();
        assertThat(red(image, reddest)).isGreaterThan(120);
        assertThat(reddest - middle).isCloseTo(60, within(2));
    }

    private static int red(BufferedImage image, int x) {
        return new Color(image.getRGB(x, 36 + 180)).getRed();
    }

    @Test
    void saddlesAreCutAccordingToTheirCentre() {
        Axes axes = new Axes(0, 0, 100, 100, new Box(0, 1, 0, 1));
        double[] axis = {0, 1};
        // Corners low at (0,0) and (1,1); the centre is high, so each low corner stands alone.
        EnergyGrid saddle = new EnergyGrid(axis, axis, new double[][] {{0, 1}, {1, 0}});
        double[] first = new double[6];
        double[] second = new double[6];
        PathIterator lines = Contours.at(0.4, saddle, axes).getPathIterator(null);
        lines.currentSegment(first);
        lines.next();
        lines.currentSegment(second);
        // The line about (0, 0) or the one about (1, 1): both ends on the sides of the same low corner.
        boolean lower = Math.max(first[0], second[0]) <= 40 + 1e-9 && Math.min(first[1], second[1]) >= 60 - 1e-9;
        boolean upper = Math.min(first[0], second[0]) >= 60 - 1e-9 && Math.max(first[1], second[1]) <= 40 + 1e-9;
        assertThat(lower || upper).isTrue();
    }

    @Test
    void aSteepFarFieldLeavesTheModesTheirContrast() {
        double[] plain = grid(101, 4, PointsFigureTest::ringEnergy).colourRange();
        double[] steep = grid(101, 4, (x, y) -> ringEnergy(x, y) + (Math.hypot(x, y) > 4.5 ? 1e6 : 0))
                .colourRange();
        // The wall stands where the energy was highest before, so the quantiles stay.
        assertThat(steep).containsExactly(plain, within(1e-9));
        assertThat(plain[1]).isLessThan(200);
    }

    @Test
    void equalPointsConstantEnergiesAndInfiniteOnesAreDrawn() throws IOException {
        float[][] same = {{7, 7}, {7, 7}, {7, 7}};
        assertThat(drawn(same, same, grid(5, 2, (x, y) -> 3)).getWidth()).isEqualTo(1270);
        EnergyGrid wall = grid(20, 2, (x, y) -> x > 0 ? Double.POSITIVE_INFINITY : x);
        BufferedImage image = drawn(same, same, wall);
        assertThat(image.getRGB(52 + 2 * 384 + 300, 36 + 100) & 0xFFFFFF).isEqualTo(Viridis.rgb(1));
    }

    @Test
    void refusesWhatCannotBeDrawnAndSaysWhatItGot() {
        EnergyGrid energy = grid(5, 2, (x, y) -> x);
        float[][] fine = {{0, 0}};
        Path file = folder.resolve("x.png");
        assertThatThrownBy(() -> PointsFigure.write(file, new float[0][], fine, energy, TITLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data has no points");
        assertThatThrownBy(() -> PointsFigure.write(file, fine, new float[][] {{0, 0}, {1, Float.NaN}}, energy, TITLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples[1] is (1.0, NaN)");
        assertThatThrownBy(() -> PointsFigure.write(file, new float[][] {{0, 0, 0}}, fine, energy, TITLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data[0] has 3 coordinates");
        assertThatThrownBy(() -> PointsFigure.write(file, fine, fine, energy, "one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 1");
        assertThatThrownBy(() -> grid(5, 2, (x, y) -> x == 0 ? Double.NaN : x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0.0, -2.0) is NaN");
        assertThatThrownBy(() -> new EnergyGrid(new double[] {0, 0}, new double[] {0, 1}, new double[2][2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xs[1] is 0.0 after 0.0");
        assertThat(file).doesNotExist();
    }
}
