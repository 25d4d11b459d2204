package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntrinsicDimensionTest {

    /** Uniform on [-1, 1]^m, the other coordinates 0. */
    static double[][] cube(int m, int d, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] points = new double[n][d];
        for (double[] point : points) for (int k = 0; k < m; k++) point[k] = 2 * random.nextDouble() - 1;
        return points;
    }

    /** High dimensions are underestimated, because the border is near everywhere. */
    @ParameterizedTest
    @CsvSource({"1, 0.95", "2, 0.9", "4, 0.85", "8, 0.75"})
    void cubesHaveTheirDimensionInSpacesOfSixtyFour(int m, double least) {
        double mean = 0;
        for (int seed = 0; seed < 10; seed++) mean += IntrinsicDimension.twoNearest(cube(m, 64, 500, seed)) / 10;

        assertThat(mean / m).isBetween(least, 1.05);
    }

    /** By an independent NumPy program: 7.8, 8.3 and 9.1 of 400, 800 and 1,600 digits. */
    @ParameterizedTest
    @CsvSource({"400, 7.8", "800, 8.3", "1600, 9.1"})
    void digitsHaveAboutEight(int n, double expected) {
        double[][] digits = Arrays.copyOf(NoiseRuleTest.digits(), n);

        assertThat(IntrinsicDimension.twoNearest(digits)).isCloseTo(expected, within(1.2));
    }

    @Test
    void scaleAndDuplicatesDoNotMatter() {
        double[][] points = cube(3, 5, 300, 2);
        double[][] more = new double[450][];
        for (int i = 0; i < more.length; i++) {
            more[i] = Arrays.stream(points[i % 300]).map(x -> 8 * x).toArray(); // a power of 2: exact
        }

        assertThat(IntrinsicDimension.twoNearest(more)).isCloseTo(IntrinsicDimension.twoNearest(points), within(1e-9));
    }

    /** Of ratios known by hand. */
    @Test
    void isTheSlopeThroughZero() {
        double[][] points = new double[30][1];
        for (int i = 0; i < 10; i++) { // triples at 0, 1 and 3, far from each other: ratios 3, 2 and 1.5
            points[3 * i][0] = 1000 * i;
            points[3 * i + 1][0] = 1000 * i + 1;
            points[3 * i + 2][0] = 1000 * i + 3;
        }
        double products = 0;
        double squares = 0;
        for (int i = 0; i < 27; i++) {
            double log = Math.log(i < 10 ? 1.5 : i < 20 ? 2 : 3);
            products -= log * Math.log(1 - (i + 1) / 30.0);
            squares += log * log;
        }

        assertThat(IntrinsicDimension.twoNearest(points, 0.1)).isCloseTo(products / squares, within(1e-12));
    }

    @Test
    void refusesTooFewPointsAndImpossibleShares() {
        double[][] same = new double[50][2];

        assertThatThrownBy(() -> IntrinsicDimension.twoNearest(same))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at least 10 distinct points, got 1 of 50");
        assertThatThrownBy(() -> IntrinsicDimension.twoNearest(cube(1, 1, 20, 0), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dropped must be in [0, 1), got 1.0");
    }
}
