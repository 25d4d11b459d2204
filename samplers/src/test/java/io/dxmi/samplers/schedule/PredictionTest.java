package io.dxmi.samplers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a network predicts, the step is the same, and the answers for Gaussian data are those of the closed form. */
class PredictionTest {

    private static final double ROUNDING = 1e-9;

    private static final double MEAN = 0.6;

    private static final double STD = 0.5;

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void dataAndNoiseComeBackFromTheTarget(Prediction prediction) {
        for (double alphaBar : new double[] {1e-6, 0.2, 0.5, 0.93, 0.9999}) {
            double x = Math.sqrt(alphaBar) * 0.7 + Math.sqrt(1 - alphaBar) * -1.3;
            Prediction.Target target = prediction.target(alphaBar);
            double f = target.ofData() * 0.7 + target.ofNoise() * -1.3;
            Prediction.Linear data = prediction.data(alphaBar);
            Prediction.Linear noise = prediction.noise(alphaBar);
            assertThat(data.state() * x + data.network() * f).isCloseTo(0.7, within(ROUNDING));
            assertThat(noise.state() * x + noise.network() * f).isCloseTo(-1.3, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @MethodSource("io.dxmi.samplers.schedule.ScheduleTest#schedules")
    void everyPredictionIsTheSameStep(NoiseSchedule schedule) {
        double[] alphaBar = schedule.alphaBar();
        StepCoefficients reference = StepCoefficients.ddpmPosterior(schedule, Prediction.NOISE);
        for (Prediction prediction : Prediction.values()) {
            StepCoefficients step = StepCoefficients.ddpmPosterior(schedule, prediction);
            assertThat(step.std()).isEqualTo(reference.std());
            DenoiserLevels levels = DenoiserLevels.of(schedule, prediction);
            for (int t = 0; t < alphaBar.length; t++) {
                double x = Math.sqrt(alphaBar[t]) * 0.7 + Math.sqrt(1 - alphaBar[t]) * -1.3;
                Prediction.Target target = prediction.target(alphaBar[t]);
                double f = target.ofData() * 0.7 + target.ofNoise() * -1.3;
                assertThat(step.state()[t] * x + step.network()[t] * f)
                        .isCloseTo(reference.state()[t] * x + reference.network()[t] * -1.3, within(ROUNDING));
                assertThat(levels.skip()[t] * x + levels.out()[t] * f).isCloseTo(0.7, within(ROUNDING));
                assertThat(levels.in()[t]).isEqualTo(step.input()[t]);
            }
        }
    }

    /** A guess of clean data is the data themselves, whatever the network answers, unless that answer is the guess. */
    @ParameterizedTest
    @EnumSource(value = Prediction.class, mode = EnumSource.Mode.EXCLUDE, names = "DATA")
    void theGuessOfCleanDataIsTheIdentity(Prediction prediction) {
        assertThat(prediction.data(1))
                .isEqualTo(new Prediction.Linear(1, prediction.data(1).network()));
        assertThat(prediction.data(1).network()).isZero();
        assertThat(Preconditioning.EDM.skip(0)).isEqualTo(1);
        assertThat(Preconditioning.EDM.out(0)).isZero();
    }

    /** The mean is the guess with the next signal, the deviation is the next noise; one step is that of the posterior. */
    @ParameterizedTest
    @EnumSource(Prediction.class)
    void consistencyStepsNoiseTheGuessToTheNextLevel(Prediction prediction) {
        NoiseSchedule schedule = new SubsampledDdpm(3, 700, 50, SubsampledDdpm.Spacing.QUADRATIC);
        double[] alphaBar = schedule.alphaBar();
        StepCoefficients step = StepCoefficients.consistency(DenoiserLevels.of(schedule, prediction));
        StepCoefficients posterior = StepCoefficients.ddpmPosterior(schedule, prediction);
        for (int t = 0; t < 3; t++) {
            double after = t < 2 ? alphaBar[t + 1] : 1;
            Prediction.Linear data = prediction.data(alphaBar[t]);
            assertThat(step.state()[t]).isCloseTo(Math.sqrt(after) * data.state(), within(ROUNDING));
            assertThat(step.network()[t]).isCloseTo(Math.sqrt(after) * data.network(), within(ROUNDING));
            assertThat(step.std()[t]).isCloseTo(Math.sqrt(1 - after), within(ROUNDING));
            assertThat(step.beta()[t]).isCloseTo(posterior.beta()[t], within(ROUNDING));
            assertThat(step.input()[t]).isEqualTo(posterior.input()[t]);
            assertThat(step.time()[t]).isEqualTo(posterior.time()[t]);
        }
        NoiseSchedule single = new SubsampledDdpm(1, 700, 50, SubsampledDdpm.Spacing.QUADRATIC);
        StepCoefficients one = StepCoefficients.consistency(DenoiserLevels.of(single, prediction));
        StepCoefficients same = StepCoefficients.ddpmPosterior(single, prediction);
        assertThat(one.state()[0]).isCloseTo(same.state()[0], within(ROUNDING));
        assertThat(one.network()[0]).isCloseTo(same.network()[0], within(ROUNDING));
        assertThat(one.std()[0]).isEqualTo(same.std()[0]).isZero();
    }

    @Test
    void consistencyStepsOfAnExplodingProcessEndAtItsLowestLevel() {
        KarrasSchedule schedule = new KarrasSchedule(3, 5, 0.1, 7, true);
        StepCoefficients step = StepCoefficients.consistency(DenoiserLevels.of(schedule, Preconditioning.EDM));
        double[] sigma = schedule.sigmas();
        for (int t = 0; t < 3; t++) {
            assertThat(step.state()[t]).isEqualTo(Preconditioning.EDM.skip(sigma[t]));
            assertThat(step.network()[t]).isEqualTo(Preconditioning.EDM.out(sigma[t]));
            assertThat(step.std()[t]).isEqualTo(sigma[t + 1]);
        }
        assertThat(step.beta())
                .isEqualTo(StepCoefficients.ancestral(schedule, Preconditioning.EDM)
                        .beta());
        assertThat(step.priorStd()).isEqualTo(sigma[0]);
    }

    /** What a perfect network of flow matching answers for data of N(MEAN, STD^2), at the state (1 - r) data + r eps. */
    private static double velocity(double state, double r) {
        double variance = (1 - r) * (1 - r) * STD * STD + r * r;
        double centred = (state - (1 - r) * MEAN) / variance;
        return r * centred - MEAN - (1 - r) * STD * STD * centred;
    }

    /** Euler's method on the flow, from x_0 of the standard normal; the network is shown what it was trained on. */
    private static double integrate(FlowSchedule schedule, Prediction prediction, double x0) {
        StepCoefficients step = StepCoefficients.ddim(schedule, prediction);
        double x = x0;
        for (int t = 0; t < schedule.steps(); t++) {
            double time = step.time()[t] / schedule.timeScale();
            double r = schedule.towardsData() ? 1 - time : time;
            double f = velocity(step.input()[t] * x, r) * (schedule.towardsData() ? -1 : 1);
            x = step.state()[t] * x + step.network()[t] * f;
        }
        return x;
    }

    @Test
    void theFlowOfGaussianDataEndsWhereTheClosedFormSays() {
        for (boolean towardsData : new boolean[] {false, true}) {
            Prediction prediction = towardsData ? Prediction.FLOW_TO_DATA : Prediction.FLOW;
            for (double shift : new double[] {1, 3}) {
                for (double x0 : new double[] {-1.5, 0.2, 2}) {
                    double exact = MEAN + STD * x0; // the flow keeps ranks; x_0 counts as a state with 0.1 % signal
                    double[] errors = Arrays.stream(new int[] {50, 100, 200, 400})
                            .mapToDouble(steps -> Math.abs(
                                    integrate(new FlowSchedule(steps, shift, 1000, towardsData), prediction, x0)
                                            - exact))
                            .toArray();
                    assertThat(errors[3]).isLessThan(0.01);
                    assertThat(errors[3]).isLessThan(errors[0] / 3 + 1e-3);
                }
            }
        }
    }

    @Test
    void sharesOfNoiseAreEvenAndShifted() {
        assertThat(new FlowSchedule(4, 1, 1, false).shares())
                .containsExactly(new double[] {0.999, 0.74925, 0.4995, 0.24975}, within(1e-12));
        assertThat(new FlowSchedule(4, 1, 999, true).time())
                .containsExactly(new double[] {0.999, 250.49925, 499.9995, 749.49975}, within(1e-9));
        assertThat(new FlowSchedule(2, 3, 1000, false).time()[1])
                .isCloseTo(1000 * 3 * 0.4995 / (1 + 2 * 0.4995), within(1e-9));
    }

    @Test
    void namedVariancesAreThoseOfTheirPapers() {
        double[] cosine = DdpmBetas.COSINE.alphaBar();
        double start = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
        assertThat(cosine[499]).isCloseTo(Math.pow(Math.cos(0.508 / 1.008 * Math.PI / 2), 2) / start, within(1e-12));
        assertThat(DdpmBetas.COSINE.betas()[999]).isEqualTo(0.999);
        assertThat(DdpmBetas.SIGMOID.alphaBar()[499]).isCloseTo(0.5, within(1e-12));
        assertThat(DdpmBetas.LINEAR.betas()[0]).isEqualTo(1e-4);
        assertThat(DdpmBetas.LINEAR.betas()[999]).isEqualTo(0.02);
        assertThat(new SubsampledDdpm(3, 999, 0, SubsampledDdpm.Spacing.LINEAR, DdpmBetas.COSINE).alphaBar()[2])
                .isEqualTo(cosine[0]);
    }
}
