package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaussian data N(0, s0² I) in the plane and a score {@code -(x - shift m) / (v (1 + delta))}: all is in closed form. */
class ScoreBoundTest {

    private static final int DIMENSIONS = 2;
    private static final int TIMES = 4000;
    private static final double FIRST = 1e-5;
    private static final Percentage PERCENT = Percentage.withPercentage(1);

    private record Case(double delta, double shift, double s0, double last) {

        double beta(double t) {
            return 0.1 + (last - 0.1) * t;
        }

        double mean(double t) {
            return Math.exp(-(0.1 * t + (last - 0.1) * t * t / 2) / 2);
        }

        double variance(double t) {
            double m = mean(t);
            return m * m * s0 * s0 + 1 - m * m;
        }

        ScoreBound bound() {
            double[] time = new double[TIMES];
            double[] beta = new double[TIMES];
            double[] error = new double[TIMES];
            double[] lipschitz = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                double t = FIRST + (1 - FIRST) * i / (TIMES - 1);
                double v = variance(t);
                double k = 1 / (v * (1 + delta));
                time[i] = t;
                beta[i] = beta(t);
                double offset = k * shift * mean(t);
                error[i] = Math.sqrt(DIMENSIONS * ((k - 1 / v) * (k - 1 / v) * v + offset * offset));
                lipschitz[i] = -k;
            }
            double start = Math.sqrt(DIMENSIONS) * Math.abs(Math.sqrt(variance(1)) - 1);
            return ScoreBound.of(time, beta, error, lipschitz, start);
        }

        /** Of data and samples, by integration of the samples' mean and variance. */
        double distance() {
            int steps = 40_000;
            double m = 0;
            double v = 1;
            double h = (1 - FIRST) / steps;
            for (int i = 0; i < steps; i++) {
                double t = 1 - i * h;
                double b = beta(t);
                double k = 1 / (variance(t) * (1 + delta));
                m += h * (b * m / 2 - b * k * (m - shift * mean(t)));
                v += h * ((b - 2 * b * k) * v + b);
            }
            double spread = Math.sqrt(v) - s0;
            return Math.sqrt(DIMENSIONS * (m * m + spread * spread));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, .1, .5, 20, .14142, .14142, .14142, .18279",
        ".05, 0, .5, 20, .03625, .07401, .1197,",
        ".2, 0, .5, 20, .15882, .34574, .48800, .35408",
        ".1, .1, .5, 20, .15989, .22170, .27920, .24908",
        ".2, .3, .5, 20, .4530, .5850, .6523,",
        "-.2, .3, .5, 20, .4437, .4970, .6525,",
        ".2, 0, 2, 20, .63387, 1.33546, 1.69677, 1.35461",
        "0, 0, .5, 1, .06552, .11684, .11684, .11684",
        "0, 0, 2, 1, .90099, 1.02670, 1.02670, 1.02670"
    })
    void theClosedFormsOfGaussians(
            double delta,
            double shift,
            double s0,
            double last,
            double distance,
            double integral,
            double cauchySchwarz,
            Double weighted) {
        Case gaussian = new Case(delta, shift, s0, last);
        ScoreBound bound = gaussian.bound();

        assertThat(gaussian.distance()).isCloseTo(distance, PERCENT);
        assertThat(bound.integral()).isCloseTo(integral, PERCENT);
        assertThat(bound.cauchySchwarz()).isCloseTo(cauchySchwarz, PERCENT);
        if (weighted != null) assertThat(bound.weighted()).isCloseTo(weighted, PERCENT);
        assertThat(gaussian.distance()).isLessThan(bound.integral() * 1.0001);
    }

    /** Equality: every step of both processes is the same contraction, and the shift enters at one rate. */
    @ParameterizedTest
    @CsvSource({".1, .5", ".3, .5", "1, .2", ".1, 1"})
    void isTheDistanceItselfForAShiftedScore(double shift, double s0) {
        Case gaussian = new Case(0, shift, s0, 20);

        assertThat(gaussian.bound().integral()).isCloseTo(gaussian.distance(), PERCENT);
        assertThat(gaussian.distance()).isCloseTo(shift * Math.sqrt(DIMENSIONS), PERCENT);
    }

    /** Noised for longer, the start is forgotten. */
    @Test
    void theStartIsForgotten() {
        assertThat(new Case(0, 0, 2, 20).bound().offset())
                .isLessThan(new Case(0, 0, 2, 1).bound().offset() / 1000);
    }

    @Test
    void saysWhereItIsOfNoUse() {
        double[] time = {0, 1};
        double[] ones = {1, 1};
        ScoreBound huge = ScoreBound.of(time, ones, ones, new double[] {1000, 1000}, 0);

        assertThat(huge.integral()).isInfinite();
        assertThat(huge.vacuous(1e300)).isTrue();
        assertThat(ScoreBound.of(time, ones, new double[2], new double[] {1000, 1000}, 0)
                        .integral())
                .isZero(); // an exact score and start
        ScoreBound small = ScoreBound.of(time, ones, ones, new double[] {-0.5, -0.5}, 0.25);
        assertThat(small.integral()).isCloseTo(1.25, within(1e-12));
        assertThat(small.vacuous(1.2)).isTrue();
        assertThat(small.vacuous(1.3)).isFalse();
    }

    @Test
    void refusesWhatDoesNotFit() {
        double[] two = {1, 2};
        assertThatThrownBy(() -> ScoreBound.of(two, two, two, new double[3], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected at least 2 times and as many values, got 2 times, 2 betas, 2 errors and 3 constants");
        assertThatThrownBy(() -> ScoreBound.of(new double[] {1, 1}, two, two, two, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times must ascend, got 1.0 before 1.0");
    }
}
