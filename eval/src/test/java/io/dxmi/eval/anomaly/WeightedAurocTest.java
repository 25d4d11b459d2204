package io.dxmi.eval.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedAurocTest {

    @Test
    void isTheAurocOfPointsThatOccurAsOftenAsTheirWeights() {
        SplittableRandom random = new SplittableRandom(1);
        double[] score = random.ints(40, 0, 12).asDoubleStream().toArray(); // with ties
        int[] normal = random.ints(40, 0, 4).toArray();
        int[] anomalous = random.ints(40, 0, 4).toArray();
        double[] scoresOfNormal = repeated(score, normal);
        double[] scoresOfAnomalous = repeated(score, anomalous);
        double expected = RankingCurve.of(scoresOfNormal, scoresOfAnomalous).auroc();
        double[] doubles = Arrays.stream(normal).asDoubleStream().toArray();
        double[] others = Arrays.stream(anomalous).asDoubleStream().toArray();
        assertThat(WeightedAuroc.of(score, doubles, others)).isCloseTo(expected, within(1e-14));
    }

    private static double[] repeated(double[] values, int[] times) {
        return IntStream.range(0, values.length)
                .boxed()
                .flatMapToDouble(i -> DoubleStream.generate(() -> values[i]).limit(times[i]))
                .toArray();
    }

    @Test
    void infiniteScoresAreRanked() {
        double[] score = {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY};
        assertThat(WeightedAuroc.of(score, new double[] {1, 1, 0}, new double[] {0, 0, 1}))
                .isEqualTo(1);
        assertThat(WeightedAuroc.of(score, new double[] {1, 0, 1}, new double[] {0, 0, 1}))
                .isEqualTo(0.75);
    }

    @Test
    void refusesWeightsThatAreMissingOrAllZero() {
        assertThatThrownBy(() -> WeightedAuroc.of(new double[] {1}, new double[] {1}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positive sums");
        assertThatThrownBy(() -> WeightedAuroc.of(new double[] {1}, new double[] {1, 1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
