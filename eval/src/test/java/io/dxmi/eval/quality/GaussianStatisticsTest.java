package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.golden.Tolerance;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GaussianStatisticsTest {

    @Property(tries = 40)
    void agreesWithTwoPasses(
            @ForAll @IntRange(min = 2, max = 600) int n, @ForAll @IntRange(min = 1, max = 9) int d, @ForAll long seed) {
        double[][] points = Sets.gaussian(n, d, new Random(seed));
        GaussianStatistics statistics = GaussianStatistics.of(points);
        double[] mean = new double[d];
        for (double[] p : points) for (int j = 0; j < d; j++) mean[j] += p[j] / n;
        double[] covariance = new double[d * d];
        for (double[] p : points) {
            for (int i = 0; i < d * d; i++) {
                covariance[i] += (p[i / d] - mean[i / d]) * (p[i % d] - mean[i % d]) / (n - 1);
            }
        }
        assertThat(statistics.count()).isEqualTo(n);
        Tolerance.absolute(1e-12).check("mean", statistics.mean(), mean);
        Tolerance.absolute(1e-12).check("covariance", Sets.flat(statistics.covariance()), covariance);
    }

    @Property(tries = 40)
    void shardsMergeInAnyOrder(
            @ForAll @IntRange(min = 2, max = 900) int n,
            @ForAll @IntRange(min = 1, max = 8) int shards,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] points = Sets.affine(Sets.gaussian(n, 5, random), 3, 100);
        List<GaussianStatistics> parts = IntStream.range(0, shards)
                .mapToObj(i -> new GaussianStatistics(5))
                .toList();
        for (double[] point : points) parts.get(random.nextInt(shards)).add(point);
        List<GaussianStatistics> order = Arrays.asList(parts.toArray(GaussianStatistics[]::new));
        Collections.shuffle(order, random);
        GaussianStatistics merged = new GaussianStatistics(5);
        order.forEach(merged::merge);

        GaussianStatistics whole = GaussianStatistics.of(points);
        assertThat(merged.count()).isEqualTo(n);
        Tolerance.relative(1e-9).check("mean", merged.mean(), whole.mean());
        Tolerance.relMax(1e-9).check("covariance", Sets.flat(merged.covariance()), Sets.flat(whole.covariance()));
    }

    @Example
    void aLargeOffsetCostsNoPrecision() {
        double[][] points = Sets.gaussian(1000, 3, new Random(2));
        double[] expected = Sets.flat(GaussianStatistics.of(points).covariance());
        double[][] shifted = Sets.affine(points, 1, 1e6);
        // Adding 1e6 rounds each coordinate by up to 1e-10; a sum of squares would lose 1e12 · 1e-16 · n instead.
        Tolerance.absolute(1e-9)
                .check("covariance", Sets.flat(GaussianStatistics.of(shifted).covariance()), expected);
    }

    @Example
    void readingInBetweenChangesNothingButRounding() {
        double[][] points = Sets.gaussian(300, 4, new Random(3));
        GaussianStatistics read = new GaussianStatistics(4);
        for (int i = 0; i < points.length; i++) {
            read.add(points[i]);
            if (i % 50 == 9) assertThat(read.covariance()[0][0]).isPositive();
        }
        Tolerance.absolute(1e-13)
                .check(
                        "covariance",
                        Sets.flat(read.covariance()),
                        Sets.flat(GaussianStatistics.of(points).covariance()));
    }

    @Example
    void keepsNoReferenceToItsInput() {
        GaussianStatistics statistics = new GaussianStatistics(1);
        double[] x = {1};
        statistics.add(x);
        x[0] = 3;
        statistics.add(x);
        assertThat(statistics.mean()).containsExactly(2);
        assertThat(statistics.covariance()[0]).containsExactly(2);
    }

    @Example
    void refusesBadVectors() {
        GaussianStatistics statistics = new GaussianStatistics(2);
        statistics.add(new double[] {1, 2});
        assertThatThrownBy(() -> statistics.add(new double[] {1}))
                .hasMessage("expected a vector of dimension 2, got 1");
        assertThatThrownBy(() -> statistics.add(new double[] {1, Double.POSITIVE_INFINITY}))
                .hasMessage("value 1 of vector 1 is Infinity");
        assertThatThrownBy(statistics::covariance).hasMessage("need at least 2 vectors, got 1");
        assertThatThrownBy(() -> statistics.merge(new GaussianStatistics(3)))
                .hasMessage("cannot merge dimension 3 into 2");
    }
}
