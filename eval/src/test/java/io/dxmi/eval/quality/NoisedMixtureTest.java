package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Eight Gaussians on the unit circle, and a model whose score is wrong by {@code amount sin(3 x) / sqrt(v)} in each coordinate;
 * noise as in {@link ScoreBoundTest}. Expected: an independent NumPy and PyTorch program, 3 seeds.
 */
class NoisedMixtureTest {

    private static final int TIMES = 120;
    private static final double FIRST = 1e-3;
    private static final int STEPS = 300;

    private static NoisedMixture ring(double sd) {
        double[][] centres = new double[8][];
        for (int k = 0; k < 8; k++) centres[k] = new double[] {Math.cos(k * Math.PI / 4), Math.sin(k * Math.PI / 4)};
        return new NoisedMixture(centres, sd);
    }

    private static double time(int i, int n) {
        return FIRST + (1 - FIRST) * i / (n - 1);
    }

    private static double beta(double t) {
        return 0.1 + 19.9 * t;
    }

    private static double signal(double t) {
        return Math.exp(-(0.1 * t + 19.9 * t * t / 2));
    }

    private static ScoreField model(NoisedMixture data, double a, double amount) {
        return points -> {
            double[][] score = data.score(points, a);
            for (int i = 0; i < points.length; i++) {
                for (int j = 0; j < 2; j++) {
                    score[i][j] += amount * Math.sin(3 * points[i][j]) / Math.sqrt(data.variance(a));
                }
            }
            return score;
        };
    }

    @ParameterizedTest
    @CsvSource({
        ".5, .05, .317, .397, 4.3",
        ".5, .2, 9.24, 10.0, 5.2",
        ".4, .05, .653, .819, 13.6",
        ".3, .05, 4.28, 5.45, 51",
        ".2, .05, 1918, 2515, 287",
        ".1, .05, 3.5e18, 4.8e18, 4795"
    })
    void theBoundOfAWrongScore(double sd, double amount, double integral, double cauchySchwarz, double steepest) {
        NoisedMixture data = ring(sd);
        SplittableRandom random = new SplittableRandom(1);
        double[] time = new double[TIMES];
        double[] beta = new double[TIMES];
        double[] error = new double[TIMES];
        double[] lipschitz = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            time[i] = time(i, TIMES);
            beta[i] = beta(time[i]);
            double a = signal(time[i]);
            ScoreField exact = points -> data.score(points, a);
            double[][] noised = noised(data, random, a);
            error[i] = model(data, a, amount).differenceFrom(exact, noised);
            lipschitz[i] = Math.max(exact.steepest(noised, 1e-4), exact.steepest(data.between(random, 4000, a), 1e-4))
                    + 3 * amount / Math.sqrt(data.variance(a));
        }
        double a = signal(1);
        double spread = Math.sqrt(data.variance(a)) - 1;
        double start = Math.sqrt(a + 2 * spread * spread);
        ScoreBound bound = ScoreBound.of(time, beta, error, lipschitz, start);

        // an exponent of 40 and more magnifies what the draws of the steepest place leave open
        Percentage open = Percentage.withPercentage(sd < 0.15 ? 25 : sd < 0.25 ? 5 : 2);
        assertThat(lipschitz[0]).isCloseTo(steepest, Percentage.withPercentage(2));
        assertThat(bound.integral()).isCloseTo(integral, open);
        assertThat(bound.cauchySchwarz()).isCloseTo(cauchySchwarz, open);
        assertThat(bound.vacuous(data.diameter())).isEqualTo(integral > data.diameter());
    }

    private static double[][] noised(NoisedMixture data, SplittableRandom random, double a) {
        double[][] points = data.draws(random, 4000);
        for (double[] point : points) {
            for (int j = 0; j < 2; j++) point[j] = Math.sqrt(a) * point[j] + Math.sqrt(1 - a) * random.nextGaussian();
        }
        return points;
    }

    /** 300 Euler steps with the wrong score, under the noise of the exact way. */
    @ParameterizedTest
    @CsvSource({".5, .05, .0387", ".5, .2, .156", ".4, .05, .040", ".3, .05, .043", ".2, .05, .065", ".1, .05, .127"})
    void theCouplingOfAWrongScore(double sd, double amount, double expected) {
        NoisedMixture data = ring(sd);
        double[] signal = new double[STEPS];
        for (int t = 0; t < STEPS; t++) signal[t] = signal(1 - (1 - FIRST) * t / STEPS);
        SynchronousCoupling.Step euler = (states, t, noise) -> {
            double a = signal[t];
            double h = Math.log((t + 1 < STEPS ? signal[t + 1] : 1) / a);
            double[][] score = model(data, a, amount).at(states);
            double[][] next = new double[states.length][2];
            for (int i = 0; i < next.length; i++) {
                for (int j = 0; j < 2; j++) {
                    next[i][j] = states[i][j] + h * (states[i][j] / 2 + score[i][j]) + Math.sqrt(h) * noise[i][j];
                }
            }
            return next;
        };
        SynchronousCoupling.Pairs pairs =
                new SynchronousCoupling(data, signal).pairs(euler, new SplittableRandom(2), 1000);

        assertThat(pairs.distance()).isCloseTo(expected, Percentage.withPercentage(10));
        double[][] real = data.draws(new SplittableRandom(3), 1000);
        double[][] other = data.draws(new SplittableRandom(4), 1000);
        double floor = ExactWasserstein.w2(real, other).distance();
        assertThat(ExactWasserstein.w2(pairs.data(), real).distance()).isCloseTo(floor, within(0.1));
        assertThat(pairs.distance())
                .isGreaterThan(
                        ExactWasserstein.w2(pairs.data(), pairs.samples()).distance() - 1e-9);
    }

    /** One Gaussian: the score is that of N(sqrt(a) c, v). */
    @Test
    void theScoreOfOneGaussian() {
        NoisedMixture one = new NoisedMixture(new double[][] {{2, -1}}, 0.5);
        double[] score = one.score(new double[][] {{1, 1}}, 0.25)[0];

        assertThat(one.variance(0.25)).isCloseTo(0.8125, within(1e-15));
        assertThat(score).containsExactly(new double[] {0, -1.5 / 0.8125}, within(1e-15));
        assertThat(one.meanSquare()).isCloseTo(5.5, within(1e-12));
        assertThat(one.diameter()).isCloseTo(3, within(1e-12));
    }

    @Test
    void theSteepestPlaceOfALinearField() {
        ScoreField field = points -> {
            double[][] out = new double[points.length][];
            for (int i = 0; i < out.length; i++) {
                out[i] = new double[] {points[i][0] + 5 * points[i][1], -3 * points[i][0] - 2 * points[i][1]};
            }
            return out;
        }; // the symmetric part is [[1, 1], [1, -2]]

        assertThat(field.steepest(new double[][] {{0, 0}, {1, 2}}, 0.1))
                .isCloseTo(-0.5 + Math.sqrt(2.25 + 1), within(1e-9));
    }
}
