package io.dxmi.samplers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepCoefficientsTest {

    /** Double arithmetic with 1 - alphaBar as small as 1e-4. */
    private static final double ROUNDING = 1e-10;

    @ParameterizedTest
    @MethodSource("io.dxmi.samplers.schedule.ScheduleTest#schedules")
    void noiseAndDataPredictionAreTheSameStep(NoiseSchedule schedule) {
        double[] alphaBar = schedule.alphaBar();
        for (boolean stochastic : new boolean[] {true, false}) {
            StepCoefficients noise = of(schedule, Prediction.NOISE, stochastic);
            StepCoefficients data = of(schedule, Prediction.DATA, stochastic);
            assertThat(data.std()).isEqualTo(noise.std());
            double x0 = 0.7;
            double eps = -1.3;
            for (int t = 0; t < alphaBar.length; t++) {
                double x = Math.sqrt(alphaBar[t]) * x0 + Math.sqrt(1 - alphaBar[t]) * eps;
                double byNoise = noise.state()[t] * x + noise.network()[t] * eps;
                double byData = data.state()[t] * x + data.network()[t] * x0;
                assertThat(byNoise).isCloseTo(byData, within(ROUNDING));
            }
        }
    }

    /** With the true eps or data, every step maps the marginal of x_t to that of x_{t+1}, and the last one to the data. */
    @ParameterizedTest
    @MethodSource("io.dxmi.samplers.schedule.ScheduleTest#schedules")
    void stepsKeepTheMarginals(NoiseSchedule schedule) {
        double[] alphaBar = schedule.alphaBar();
        for (boolean stochastic : new boolean[] {true, false}) {
            StepCoefficients step = of(schedule, Prediction.NOISE, stochastic);
            for (int t = 0; t < alphaBar.length; t++) {
                double a = t + 1 < alphaBar.length ? alphaBar[t + 1] : 1;
                double ofData = step.state()[t] * Math.sqrt(alphaBar[t]);
                double ofEps = step.state()[t] * Math.sqrt(1 - alphaBar[t]) + step.network()[t];
                assertThat(ofData).isCloseTo(Math.sqrt(a), within(ROUNDING));
                assertThat(ofEps * ofEps + step.std()[t] * step.std()[t]).isCloseTo(1 - a, within(ROUNDING));
            }
        }
    }

    /** Product of the forward step's Gaussian and the marginal, completed to a square by hand: Ho et al., Eq. 7. */
    @ParameterizedTest
    @MethodSource("io.dxmi.samplers.schedule.ScheduleTest#schedules")
    void posteriorIsBayesRule(NoiseSchedule schedule) {
        double[] alphaBar = schedule.alphaBar();
        StepCoefficients step = StepCoefficients.ddpmPosterior(schedule, Prediction.DATA);
        for (int t = 0; t + 1 < alphaBar.length; t++) {
            double a = alphaBar[t + 1];
            double beta = step.beta()[t];
            assertThat(1 - beta).isCloseTo(alphaBar[t] / a, within(1e-14));
            // x_{t+1} has prior N(sqrt(a) x_T, 1 - a) and is seen through x_t ~ N(sqrt(1 - beta) x_{t+1}, beta).
            double precision = 1 / (1 - a) + (1 - beta) / beta;
            assertThat(step.std()[t] * step.std()[t]).isCloseTo(1 / precision, within(ROUNDING));
            assertThat(step.state()[t]).isCloseTo(Math.sqrt(1 - beta) / beta / precision, within(ROUNDING));
            assertThat(step.network()[t]).isCloseTo(Math.sqrt(a) / (1 - a) / precision, within(ROUNDING));
        }
    }

    @Test
    void theLastStepIsThePrediction() {
        StepCoefficients step = StepCoefficients.ddpmPosterior(GeometricSchedule.of(5), Prediction.DATA);
        assertThat(step.state()[4]).isZero();
        assertThat(step.network()[4]).isEqualTo(1);
        assertThat(step.std()[4]).isZero();
        assertThat(step.std()).containsExactly(new double[] {0.846, 0.631, 0.324, 0.136, 0}, within(6e-4));
        StepCoefficients noisy = step.withLastStd(0.03);
        assertThat(noisy.std()).containsExactly(step.std()[0], step.std()[1], step.std()[2], step.std()[3], 0.03);
        assertThat(step.std()[4]).isZero();
        assertThatThrownBy(() -> step.withLastStd(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signalThatFallsIsRefused() {
        NoiseSchedule falling = new NoiseSchedule() {
            @Override
            public int steps() {
                return 2;
            }

            @Override
            public double[] alphaBar() {
                return new double[] {0.5, 0.4};
            }

            @Override
            public double[] time() {
                return new double[2];
            }
        };
        assertThatThrownBy(() -> StepCoefficients.ddim(falling, Prediction.NOISE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alphaBar must rise within (0, 1), got 0.5 before 0.4");
    }

    private static StepCoefficients of(NoiseSchedule schedule, Prediction prediction, boolean stochastic) {
        return stochastic
                ? StepCoefficients.ddpmPosterior(schedule, prediction)
                : StepCoefficients.ddim(schedule, prediction);
    }
}
