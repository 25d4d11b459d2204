package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.data.OptDigits;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The noise at which an exactly matched transport begins to suffer, beside the rule's; expected: an independent NumPy program. */
class NoiseRuleTest {

    private static final int SEEDS = 6;

    /** Allowed, of the whole table. */
    private static final Percentage TENTH = Percentage.withPercentage(10);

    @ParameterizedTest
    @CsvSource({
        "1, 8, 64, 0.129, 0.90",
        "1, 8, 256, 0.063, 0.92",
        "2, 8, 64, 0.188, 0.91",
        "2, 8, 256, 0.087, 0.80",
        "4, 8, 64, 0.357, 1.12",
        "4, 8, 256, 0.213, 0.97",
        "4, 64, 64, 0.357, 1.12",
        "4, 64, 256, 0.213, 0.97",
        "6, 16, 64, 0.574, 1.43",
        "6, 16, 256, 0.354, 1.15"
    })
    void theErrorDoublesAboutWhereTheRuleSays(int m, int d, int n, double noise, double ratio) {
        Smoothing.Elbow elbow = new Smoothing(m, d, n).elbow(SEEDS);

        assertThat(elbow.noise()).isCloseTo(noise, TENTH);
        assertThat(elbow.noise() / elbow.rule()).isCloseTo(ratio, TENTH);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"2, 8, 0.051, 0.82", "6, 16, 0.243, 1.04"})
    void theSameOfThousandPoints(int m, int d, double noise, double ratio) {
        theErrorDoublesAboutWhereTheRuleSays(m, d, 1024, noise, ratio);
    }

    /** One dimension: the error of two sets varies as much as its mean; expected within that spread. */
    @Tag("slow")
    @Test
    void theSameOfThousandPointsOnALine() {
        Smoothing.Elbow elbow = new Smoothing(1, 8, 1024).elbow(SEEDS);

        assertThat(elbow.noise()).isCloseTo(0.037, within(0.021));
    }

    @ParameterizedTest
    @CsvSource({"64", "256"})
    void coordinatesOffTheManifoldDoNotMatter(int n) {
        double few = new Smoothing(4, 8, n).elbow(SEEDS).noise();
        double many = new Smoothing(4, 64, n).elbow(SEEDS).noise();

        assertThat(many).isCloseTo(few, Percentage.withPercentage(3));
    }

    /** Whether a match is a function of the moved point: 0.5 says that it is not, 1 that it is. */
    @ParameterizedTest
    @CsvSource({"0.0005, 0.56", "0.01, 0.82", "0.02, 0.87", "0.04, 0.90", "0.07, 0.92", "0.12, 0.94"})
    void littleNoiseAlreadyDecidesTheMatch(double noise, double agreement) {
        assertThat(new Smoothing(2, 8, 256).errors(noise, 0, 8).agreement()).isCloseTo(agreement, within(0.03));
    }

    /** The estimate from two halves of one set, against the distance of two whole sets. */
    @ParameterizedTest
    @CsvSource({"2, 8", "4, 8", "4, 64", "6, 16"})
    void oneSetIsEnoughForTheRule(int m, int d) {
        int n = 512;
        double estimate = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            estimate += NoiseRule.statistical(IntrinsicDimensionTest.cube(m, d, n, seed), n)
                            .alongManifold()
                    / SEEDS;
        }
        double rule = Math.sqrt(new Smoothing(m, d, n).errors(0, 0, 4).tangential() / m);

        assertThat(estimate).isCloseTo(rule, TENTH);
    }

    /** Of the digits: one number whether it comes from 400, 800 or 1,600 of them. */
    @ParameterizedTest
    @CsvSource({"400, 0.304", "800, 0.307", "1600, 0.304"})
    void digitsAskForTheSameNoiseFromAnyNumberOfThem(int read, double expected) {
        double[][] digits = digits();
        NoiseRule rule = NoiseRule.statistical(Arrays.copyOf(digits, read), digits.length);

        assertThat(rule.everyCoordinate()).isCloseTo(expected, Percentage.withPercentage(3));
        assertThat(rule.everyCoordinate() * 8).isCloseTo(rule.distance(), within(1e-12));
    }

    /** In random order. */
    static double[][] digits() {
        double[][] rows = Points.rows(OptDigits.load().values(), 64);
        SplittableRandom random = new SplittableRandom(0);
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double[] row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        return rows;
    }

    /** On a grid the ratios say nothing; the dimension is that of the space. */
    @Test
    void aGridHasTheDimensionOfItsSpace() {
        double[][] grid = new double[144][];
        for (int i = 0; i < grid.length; i++) grid[i] = new double[] {i % 12, Math.floorDiv(i, 12)};

        assertThat(NoiseRule.statistical(grid, 144).dimension()).isEqualTo(2);
    }

    @Test
    void refusesASizeBelowThePoints() {
        double[][] points = IntrinsicDimensionTest.cube(1, 2, 20, 0);

        assertThatThrownBy(() -> NoiseRule.statistical(points, 19))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the size must be at least the 20 points, got 19");
    }
}
