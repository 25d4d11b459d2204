package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KernelDistanceTest {

    private static final double ROUNDING = 1e-10;

    /** Sizes on both sides of a tile's edge. */
    @Property(tries = 15)
    void agreesWithTheDefinition(
            @ForAll @IntRange(min = 2, max = 150) int n,
            @ForAll @IntRange(min = 2, max = 150) int m,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 3, random);
        double[][] b = Sets.affine(Sets.gaussian(m, 3, random), 1.5, 0.3);
        for (Kernel kernel : new Kernel[] {Kernel.cubic(3), Kernel.gaussian(0.8)}) {
            assertThat(Mmd.unbiasedSquared(a, b, kernel)).isCloseTo(direct(a, b, kernel, true), within(ROUNDING));
            assertThat(Mmd.biasedSquared(a, b, kernel)).isCloseTo(direct(a, b, kernel, false), within(ROUNDING));
        }
    }

    @Property(tries = 30)
    void biasedDistanceToItselfIsZeroInAnyOrder(@ForAll @IntRange(min = 1, max = 40) int n, @ForAll long seed) {
        double[][] a = Sets.gaussian(n, 4, new Random(seed));
        double[][] b = Sets.shuffled(a, new Random(seed + 1));
        assertThat(Mmd.biasedSquared(a, b, Kernel.gaussian(1))).isCloseTo(0, within(ROUNDING));
    }

    /**
     * An unbiased estimate on subsets averages, over all subsets, to the estimate on the whole: enumerated, so nothing is left
     * to chance. The biased one does not.
     */
    @Property(tries = 20)
    void kidOverAllSubsetsAveragesToTheWhole(@ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(6, 2, random);
        double[][] b = Sets.affine(Sets.gaussian(5, 2, random), 1, 0.5);
        Kernel kernel = Kernel.cubic(2);
        double unbiased = 0;
        double biased = 0;
        int count = 0;
        for (double[][] partA : subsets(a, 3)) {
            for (double[][] partB : subsets(b, 3)) {
                unbiased += Mmd.unbiasedSquared(partA, partB, kernel);
                biased += Mmd.biasedSquared(partA, partB, kernel);
                count++;
            }
        }
        assertThat(count).isEqualTo(20 * 10);
        assertThat(unbiased / count).isCloseTo(Mmd.unbiasedSquared(a, b, kernel), within(ROUNDING));
        assertThat(biased / count).isGreaterThan(Mmd.biasedSquared(a, b, kernel));
    }

    /**
     * E k(x, y) for the cubic kernel in one dimension is a polynomial in moments; N(0, 1) has the moments 0, 1, 0 and N(1, 1)
     * has 1, 2, 4.
     */
    @Example
    void kidIsUnbiasedAroundTheClosedForm() {
        double same = 3 * 1 * 1 + 1;
        double shifted = 4 * 4 + 3 * 2 * 2 + 3 * 1 * 1 + 1;
        double across = 3 * 1 * 2 + 1;
        Random random = new Random(7);
        double[][] a = Sets.gaussian(20_000, 1, random);
        double[][] b = Sets.affine(Sets.gaussian(20_000, 1, random), 1, 1);
        Kid kid = Kid.ofBlocks(a, b, 5);
        double standardError = kid.sd() / Math.sqrt(kid.estimates().length);
        assertThat(kid.mean()).isCloseTo(same + shifted - 2 * across, within(4 * standardError));

        Kid equal = Kid.ofBlocks(a, Sets.affine(b, 1, -1), 5);
        double equalError = equal.sd() / Math.sqrt(equal.estimates().length);
        assertThat(equal.mean()).isCloseTo(0, within(4 * equalError));
        assertThat(Arrays.stream(equal.estimates()).min().orElseThrow()).isNegative();
    }

    /** x - y is N(shift, 2 I), so E exp(-|x-y|² / 2s²) is a Gaussian integral. */
    @Example
    void gaussianKernelApproachesItsClosedForm() {
        double sigma = 1.2;
        double ratio = sigma * sigma / (sigma * sigma + 2);
        double shiftSquared = 2 * 0.7 * 0.7;
        double expected = 2 * ratio * (1 - Math.exp(-shiftSquared / (2 * (sigma * sigma + 2))));
        Random random = new Random(8);
        double sum = 0;
        double squares = 0;
        int draws = 400;
        for (int i = 0; i < draws; i++) {
            double[][] a = Sets.gaussian(20, 2, random);
            double[][] b = Sets.affine(Sets.gaussian(20, 2, random), 1, 0.7);
            double estimate = Mmd.unbiasedSquared(a, b, Kernel.gaussian(sigma));
            sum += estimate;
            squares += estimate * estimate;
        }
        double mean = sum / draws;
        double standardError = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(mean).isCloseTo(expected, within(4 * standardError));
    }

    @Example
    void subsetsFollowTheSeedAndDropLeftOvers() {
        Random random = new Random(9);
        double[][] a = Sets.gaussian(50, 2, random);
        double[][] b = Sets.gaussian(41, 2, random);
        assertThat(Kid.ofSubsets(a, b, 4, 10, 1).estimates())
                .isEqualTo(Kid.ofSubsets(a, b, 4, 10, 1).estimates());
        assertThat(Kid.ofSubsets(a, b, 4, 10, 1).mean())
                .isNotEqualTo(Kid.ofSubsets(a, b, 4, 10, 2).mean());
        assertThat(Kid.ofBlocks(a, b, 20).estimates()).hasSize(2);
        // Subsets as large as the sets leave no choice but the order.
        assertThat(Kid.ofSubsets(b, b, 1, 41, 3).mean())
                .isCloseTo(Mmd.unbiasedSquared(b, b, Kernel.cubic(2)), within(ROUNDING));
        assertThatThrownBy(() -> Kid.ofBlocks(a, b, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subset size must be between 2 and the smaller set, got 42 of 50 and 41");
    }

    private static double direct(double[][] a, double[][] b, Kernel kernel, boolean unbiased) {
        double n = a.length;
        double m = b.length;
        return sumWithin(a, kernel, unbiased) / (unbiased ? n * (n - 1) : n * n)
                + sumWithin(b, kernel, unbiased) / (unbiased ? m * (m - 1) : m * m)
                - 2 * across(a, b, kernel) / (n * m);
    }

    private static double sumWithin(double[][] a, Kernel kernel, boolean skipSelf) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) if (i != j || !skipSelf) sum += kernel(a[i], a[j], kernel);
        }
        return sum;
    }

    private static double across(double[][] a, double[][] b, Kernel kernel) {
        double sum = 0;
        for (double[] x : a) for (double[] y : b) sum += kernel(x, y, kernel);
        return sum;
    }

    private static double kernel(double[] x, double[] y, Kernel kernel) {
        double product = 0;
        double squareX = 0;
        double squareY = 0;
        for (int k = 0; k < x.length; k++) {
            product += x[k] * y[k];
            squareX += x[k] * x[k];
            squareY += y[k] * y[k];
        }
        return kernel.of(product, squareX, squareY);
    }

    private static List<double[][]> subsets(double[][] points, int size) {
        List<double[][]> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << points.length; bits++) {
            if (Integer.bitCount(bits) != size) continue;
            List<double[]> rows = new ArrayList<>();
            for (int i = 0; i < points.length; i++) if ((bits >> i) % 2 == 1) rows.add(points[i]);
            subsets.add(rows.toArray(double[][]::new));
        }
        return subsets;
    }
}
