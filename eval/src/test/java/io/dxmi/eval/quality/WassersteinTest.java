package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WassersteinTest {

    /** Sums of some hundred terms of order one, rounded in another order. */
    private static final double ROUNDING = 1e-12;

    @Property(tries = 50)
    void distanceToItselfInAnyOrderIsZero(@ForAll @IntRange(min = 1, max = 40) int n, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 3, random);
        double[][] b = Sets.shuffled(a, random);
        assertThat(SlicedWasserstein.w2(a, b, 10, seed)).isEqualTo(0);
        assertThat(SlicedWasserstein.w1(a, b, 10, seed)).isEqualTo(0);
        assertThat(ExactWasserstein.w2(a, b).distance()).isEqualTo(0);
        assertThat(ExactWasserstein.w1(a, b).distance()).isEqualTo(0);
    }

    @Property(tries = 50)
    void isSymmetricAndIgnoresOrder(
            @ForAll @IntRange(min = 1, max = 30) int n, @ForAll @IntRange(min = 1, max = 30) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 2, random);
        double[][] b = Sets.affine(Sets.gaussian(m, 2, random), 2, 1);
        double expected = SlicedWasserstein.w2(a, b, 7, seed);
        assertThat(SlicedWasserstein.w2(b, a, 7, seed)).isCloseTo(expected, within(ROUNDING));
        assertThat(SlicedWasserstein.w2(Sets.shuffled(a, random), Sets.shuffled(b, random), 7, seed))
                .isCloseTo(expected, within(ROUNDING));
    }

    @Property(tries = 50)
    void aReferenceIsSortedOnceForManySets(
            @ForAll @IntRange(min = 1, max = 30) int n, @ForAll @IntRange(min = 1, max = 30) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] reference = Sets.affine(Sets.gaussian(m, 2, random), 2, 1);
        ToDoubleFunction<double[][]> distance = SlicedWasserstein.w2To(reference, 7, seed);
        for (int k = 0; k < 3; k++) {
            double[][] a = Sets.gaussian(n + k, 2, random);
            assertThat(distance.applyAsDouble(a)).isEqualTo(SlicedWasserstein.w2(a, reference, 7, seed));
        }
    }

    @Property(tries = 50)
    void aShiftMovesByItsLength(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
        double[][] a = Sets.gaussian(n, 3, new Random(seed));
        double[][] b = Sets.affine(a, 1, 0.5);
        double length = Math.sqrt(3 * 0.25);
        assertThat(ExactWasserstein.w2(a, b).distance()).isCloseTo(length, within(ROUNDING));
        assertThat(ExactWasserstein.w1(a, b).distance()).isCloseTo(length, within(ROUNDING));
        double[][] diagonal = {{1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)}};
        assertThat(SlicedWasserstein.w2(a, b, diagonal)).isCloseTo(length, within(ROUNDING));
    }

    @Property(tries = 50)
    void unequalSizesEqualRepeatedPoints(
            @ForAll @IntRange(min = 1, max = 7) int n, @ForAll @IntRange(min = 1, max = 7) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[] a = random.doubles(n).toArray();
        double[] b = random.doubles(m).toArray();
        double[] repeatedA = repeat(a, m);
        double[] repeatedB = repeat(b, n);
        assertThat(Wasserstein1d.w1(a, b)).isCloseTo(Wasserstein1d.w1(repeatedA, repeatedB), within(ROUNDING));
        assertThat(Wasserstein1d.w2(a, b)).isCloseTo(Wasserstein1d.w2(repeatedA, repeatedB), within(ROUNDING));
    }

    @Property(tries = 50)
    void integerWeightsEqualRepeatedPoints(
            @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 1, max = 6) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[] a = random.ints(n, 0, 5).asDoubleStream().toArray(); // with ties
        double[] b = random.ints(m, 0, 5).asDoubleStream().toArray();
        int[] timesA = random.ints(n, 1, 4).toArray();
        int[] timesB = random.ints(m, 1, 4).toArray();
        assertThat(Wasserstein1d.w1(a, Sets.wide(timesA), b, Sets.wide(timesB)))
                .isCloseTo(Wasserstein1d.w1(repeat(a, timesA), repeat(b, timesB)), within(ROUNDING));
    }

    @Property(tries = 100)
    void noMatchingIsCheaper(@ForAll @IntRange(min = 1, max = 6) int n, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] cost = new double[n][n];
        for (double[] row : cost)
            Arrays.setAll(row, j -> seed % 2 == 0 ? random.nextInt(4) - 2 : random.nextGaussian());
        double found = 0;
        int[] columnOf = Assignment.solve(cost);
        for (int i = 0; i < n; i++) found += cost[i][columnOf[i]];
        assertThat(Arrays.stream(columnOf).distinct().count()).isEqualTo(n);
        assertThat(found).isCloseTo(cheapest(cost, 0, 0), within(ROUNDING));
    }

    /** In one dimension the optimal matching is the monotone one, so two unrelated codes must agree. */
    @Example
    void matchingOnALineIsMonotone() {
        Random random = new Random(5);
        double[][] a = Sets.gaussian(500, 1, random);
        double[][] b = Sets.affine(Sets.gaussian(500, 1, random), 3, 1);
        assertThat(ExactWasserstein.w2(a, b).distance())
                .isCloseTo(Wasserstein1d.w2(Sets.column(a, 0), Sets.column(b, 0)), within(1e-10));
        assertThat(ExactWasserstein.w1(a, b).distance())
                .isCloseTo(Wasserstein1d.w1(Sets.column(a, 0), Sets.column(b, 0)), within(1e-10));
    }

    /** Projections of N(0, s² I) are N(0, s²), and W2 between N(0, 1) and N(0, 4) is 1. */
    @Example
    void approachesTheClosedFormOfGaussians() {
        Random random = new Random(11);
        double[][] a = Sets.gaussian(20_000, 2, random);
        double[][] b = Sets.affine(Sets.gaussian(20_000, 2, random), 2, 0);
        // The standard error of a sample's deviation is sigma / sqrt(2 n) = 0.01 for the wider set.
        assertThat(SlicedWasserstein.w2(a, b, 20, 1)).isCloseTo(1, within(0.05));
    }

    @Example
    void directionsAreUnitVectorsAndFollowTheSeed() {
        double[][] directions = Directions.uniform(200, 5, 42);
        double[] mean = new double[5];
        for (double[] direction : directions) {
            assertThat(Arrays.stream(direction).map(v -> v * v).sum()).isCloseTo(1, within(1e-14));
            for (int j = 0; j < 5; j++) mean[j] += direction[j] / 200;
        }
        assertThat(Arrays.stream(mean).map(Math::abs).max().orElseThrow())
                .isLessThan(0.15); // five standard errors of 1/sqrt(5 · 200)
        assertThat(Directions.uniform(200, 5, 42)).isDeepEqualTo(directions);
        assertThat(Directions.uniform(200, 5, 43)[0]).isNotEqualTo(directions[0]);
    }

    @Example
    void countsModesAndGoodSamples() {
        double[][] centres = {{0, 0}, {10, 0}, {0, 10}};
        double[][] samples = {{0, 0}, {2.9, 0}, {3.1, 0}, {10, 1}, {5, 5}, {0, 10}, {0, 7.1}, {1, 1}};
        ModeCoverage coverage = ModeCoverage.of(samples, centres, 1, 0.25);
        assertThat(coverage.highQuality()).isEqualTo(6 / 8.0);
        assertThat(coverage.shares()).containsExactly(3 / 8.0, 1 / 8.0, 2 / 8.0);
        assertThat(coverage.covered()).isEqualTo(2);
    }

    @Example
    void refusesBadSets() {
        double[][] good = {{1, 2}};
        assertThatThrownBy(() -> SlicedWasserstein.w2(new double[0][], good, 3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a holds no points");
        assertThatThrownBy(() -> SlicedWasserstein.w2(good, new double[][] {{1}}, 3, 0))
                .hasMessage("a has dimension 2, but b has 1");
        assertThatThrownBy(() -> SlicedWasserstein.w2(good, new double[][] {{1, 2}, {1, Double.NaN}}, 3, 0))
                .hasMessage("b: the value at (1, 1) is NaN");
        assertThatThrownBy(() -> SlicedWasserstein.w2(good, new double[][] {{1, 2}, {1}}, 3, 0))
                .hasMessage("b: row 0 has 2 values, row 1 has 1");
        assertThatThrownBy(() -> ExactWasserstein.w2(good, new double[][] {{1, 2}, {3, 4}}))
                .hasMessageContaining("equally many");
        assertThatThrownBy(
                        () -> Wasserstein1d.w1(new double[] {1}, new double[] {0}, new double[] {1}, new double[] {1}))
                .hasMessageContaining("all 0");
    }

    private static double[] repeat(double[] values, int times) {
        int[] each = new int[values.length];
        Arrays.fill(each, times);
        return repeat(values, each);
    }

    private static double[] repeat(double[] values, int[] times) {
        double[] out = new double[Arrays.stream(times).sum()];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(out, at, at + times[i], values[i]);
            at += times[i];
        }
        return out;
    }

    private static double cheapest(double[][] cost, int row, int usedColumns) {
        if (row == cost.length) return 0;
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < cost.length; j++) {
            if ((usedColumns >> j) % 2 == 1) continue;
            best = Math.min(best, cost[row][j] + cheapest(cost, row + 1, usedColumns | (1 << j)));
        }
        return best;
    }
}
