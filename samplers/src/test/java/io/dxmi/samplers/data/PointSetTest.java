package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.UserError;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointSetTest {

    /** The grid covers [-6, 6]^2; no set puts 1e-9 of its mass outside. */
    private static final double EDGE = 6;
    /** Grid points per unit: at most half of the narrowest noise apart, where the midpoint rule is exact for Gaussians. */
    private static int fineness(PointSet set) {
        return set == PointSet.TWO_SPIRALS ? 20 : 40; // its density is smoother, and slower to compute
    }

    @ParameterizedTest
    @EnumSource
    void densityIntegratesToOneAndSamplesFollowIt(PointSet set) {
        double[][] expected = cellProbabilities(set.distribution(), fineness(set)); // of unit squares
        double total = 0;
        for (double[] row : expected) for (double p : row) total += p;
        assertThat(total).isCloseTo(1, within(1e-8));

        int n = 200_000;
        float[] points = new float[2 * n];
        set.distribution().sample(new SplittableRandom(1), points);
        double[][] counts = new double[expected.length][expected.length];
        for (int i = 0; i < n; i++) counts[cell(points[2 * i])][cell(points[2 * i + 1])]++;

        double chiSquare = 0;
        int cells = 0;
        double rareExpected = 0;
        double rareSeen = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                double mean = n * expected[i][j];
                if (mean < 10) {
                    rareExpected += mean;
                    rareSeen += counts[i][j];
                } else {
                    chiSquare += (counts[i][j] - mean) * (counts[i][j] - mean) / mean;
                    cells++;
                }
            }
        }
        // Five standard deviations of the chi-square statistic, and of the Poisson count of the rare cells.
        assertThat(chiSquare).isLessThan(cells + 5 * Math.sqrt(2.0 * cells));
        assertThat(rareSeen).isCloseTo(rareExpected, within(5 * Math.sqrt(rareExpected + 1)));
    }

    @ParameterizedTest
    @EnumSource
    void liesWithinTheUsualBox(PointSet set) {
        float[] points = new float[20_000];
        set.distribution().sample(new SplittableRandom(2), points);
        int outside = 0;
        double largest = 0;
        for (float v : points) {
            if (Math.abs(v) > 4) outside++;
            largest = Math.max(largest, Math.abs(v));
        }
        assertThat(outside).isLessThan(20);
        assertThat(largest).isBetween(2.5, 5.0);
    }

    @ParameterizedTest
    @EnumSource
    void densityIsFiniteOrMinusInfinityFarAway(PointSet set) {
        double far = set.distribution().logDensity(-30, 17);
        if (set == PointSet.CHECKERBOARD) {
            assertThat(far).isEqualTo(Double.NEGATIVE_INFINITY);
        } else {
            assertThat(far).isFinite().isLessThan(-100);
        }
    }

    @Test
    void quadraturesHaveConverged() {
        assertConverged(new Moons(), new Moons(333));
        assertConverged(new TwoSpirals(), new TwoSpirals(1111));
    }

    /** Against many times as many panels. */
    private static void assertConverged(Distribution2d set, Distribution2d finer) {
        SplittableRandom random = new SplittableRandom(3);
        int near = 0;
        for (int i = 0; i < 500; i++) {
            double x = random.nextDouble(-6, 6);
            double y = random.nextDouble(-6, 6);
            double exact = finer.logDensity(x, y);
            if (exact > -15) near++;
            double tolerance = exact > -15 ? 1e-9 : 1e-3 * -exact;
            assertThat(set.logDensity(x, y)).isCloseTo(exact, within(tolerance));
        }
        assertThat(near).isGreaterThan(50);
    }

    @Test
    void eightGaussiansAreThoseOfTheLiterature() {
        Distribution2d set = PointSet.EIGHT_GAUSSIANS.distribution();
        assertThat(set.modes()).hasSize(8).allSatisfy(mode -> {
            assertThat(Math.hypot(mode.x(), mode.y())).isCloseTo(4 / 1.414, within(1e-12));
            assertThat(mode.sd()).isEqualTo(0.5 / 1.414);
        });
        // Neighbours are 6 sd apart, so at a centre only its own Gaussian counts.
        double peak = -Math.log(8 * 2 * Math.PI * 0.25 / (1.414 * 1.414));
        assertThat(set.logDensity(4 / 1.414, 0)).isCloseTo(peak, within(1e-6));
    }

    @Test
    void theGridHasTwentyFiveModes() {
        Distribution2d set = PointSet.GAUSSIAN_GRID.distribution();
        assertThat(set.modes()).hasSize(25).doesNotHaveDuplicates();
        for (Distribution2d.Mode mode : set.modes()) {
            assertThat(Math.abs(mode.x()) + Math.abs(mode.y())).isIn(0.0, 1.5, 3.0, 4.5, 6.0);
            assertThat(set.logDensity(mode.x(), mode.y()))
                    .isCloseTo(-Math.log(25 * 2 * Math.PI * 0.15 * 0.15), within(1e-9));
        }
    }

    /** A twist by 0.25 radians at the scaled radius 1, where each arm has its middle; turns by a fifth change nothing. */
    @Test
    void thePinwheelHasFiveEqualTwistedArms() {
        Distribution2d set = PointSet.PINWHEEL.distribution();
        double peak = set.logDensity(2 * Math.cos(0.25), 2 * Math.sin(0.25));
        assertThat(peak).isCloseTo(-Math.log(5 * 2 * Math.PI * 0.25 * 0.1 * 4), within(1e-6));
        for (int k = 0; k < 5; k++) {
            double angle = 1.1 + 2 * Math.PI * k / 5;
            assertThat(set.logDensity(1.7 * Math.cos(angle), 1.7 * Math.sin(angle)))
                    .isCloseTo(set.logDensity(1.7 * Math.cos(1.1), 1.7 * Math.sin(1.1)), within(1e-9));
        }
    }

    @Test
    void checkerboardIsUniformOnDarkSquares() {
        Distribution2d set = PointSet.CHECKERBOARD.distribution();
        assertThat(set.logDensity(1, 1)).isEqualTo(-Math.log(32));
        assertThat(set.logDensity(-1, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(set.logDensity(-1, -1)).isEqualTo(-Math.log(32));
        assertThat(set.logDensity(5, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        float[] points = new float[200_000];
        set.sample(new SplittableRandom(4), points);
        for (int i = 0; i < points.length; i += 2) {
            assertThat(set.logDensity(points[i], points[i + 1])).isEqualTo(-Math.log(32));
        }
    }

    /** Values of exp(-z) I_0(z) from 80-digit arithmetic; 30 is where the two series meet. */
    @Test
    void scaledBessel() {
        assertThat(Math.exp(Rings.logScaledBessel(0))).isEqualTo(1);
        assertThat(Math.exp(Rings.logScaledBessel(1))).isCloseTo(0.46575960759364043, within(1e-14));
        assertThat(Math.exp(Rings.logScaledBessel(10))).isCloseTo(0.12783333716342862, within(1e-14));
        assertThat(Math.exp(Rings.logScaledBessel(100))).isCloseTo(0.03994437929909668, within(1e-14));
        assertThat(Rings.logScaledBessel(Math.nextDown(30.0))).isCloseTo(Rings.logScaledBessel(30), within(1e-13));
    }

    /** Against values to 15 digits, in the middle, in one tail and across the seam of the two series. */
    @Test
    void normalInterval() {
        assertThat(Math.exp(NormalInterval.logProbability(-1, 1))).isCloseTo(0.682689492137086, within(1e-14));
        assertThat(Math.exp(NormalInterval.logProbability(0, 40))).isCloseTo(0.5, within(1e-15));
        double tail = 2.866515718791946e-7; // of 5
        assertThat(NormalInterval.logProbability(5, 60)).isCloseTo(Math.log(tail), within(1e-12));
        assertThat(NormalInterval.logProbability(-60, -5)).isCloseTo(Math.log(tail), within(1e-12));
        double a = Math.exp(NormalInterval.logProbability(2, 2.8284));
        double b = Math.exp(NormalInterval.logProbability(2.8284, 4));
        assertThat(a + b).isCloseTo(Math.exp(NormalInterval.logProbability(2, 4)), within(1e-15));
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        assertThat(PointSet.named("2spirals")).isEqualTo(PointSet.TWO_SPIRALS);
        assertThatThrownBy(() -> PointSet.named("9gaussians"))
                .isInstanceOf(UserError.class)
                .hasMessage("unknown point set '9gaussians', expected one of 8gaussians, 2spirals, pinwheel,"
                        + " 25gaussians, checkerboard, moons, rings");
    }

    private static double[][] cellProbabilities(Distribution2d distribution, int fineness) {
        int cells = (int) (2 * EDGE);
        double[][] out = new double[cells][cells];
        int n = cells * fineness;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = (i + 0.5) / fineness - EDGE;
                double y = (j + 0.5) / fineness - EDGE;
                out[i / fineness][j / fineness] += Math.exp(distribution.logDensity(x, y)) / (fineness * fineness);
            }
        }
        return out;
    }

    private static int cell(float v) {
        return Math.min(Math.max((int) Math.floor(v + EDGE), 0), (int) (2 * EDGE) - 1);
    }
}
