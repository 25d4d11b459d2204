package io.dxmi.samplers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.schedule.SubsampledDdpm.Spacing;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    /** Every schedule, at the shortest length, the usual ones and a long one. */
    static Stream<NoiseSchedule> schedules() {
        Stream<NoiseSchedule> stepped = IntStream.of(2, 3, 4, 5, 10, 20, 23, 50, 100)
                .boxed()
                .flatMap(steps -> Stream.of(
                        GeometricSchedule.of(steps),
                        FastDpmSchedule.matched(steps),
                        FastDpmSchedule.asReleased(steps),
                        new SubsampledDdpm(steps, 700, 50, Spacing.QUADRATIC),
                        new SubsampledDdpm(steps, 999, 0, Spacing.LINEAR),
                        new SubsampledDdpm(steps, 999, 0, Spacing.LINEAR, DdpmBetas.COSINE),
                        new SubsampledDdpm(steps, 900, 20, Spacing.LINEAR, DdpmBetas.SIGMOID),
                        new FlowSchedule(steps, 1, 1000, false),
                        new FlowSchedule(steps, 3, 1, true)));
        return Stream.concat(stepped, Stream.of(new LinearDdpm()));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void signalRisesFromNoiseToDataAndTimeIsMonotone(NoiseSchedule schedule) {
        double[] alphaBar = schedule.alphaBar();
        double[] time = schedule.time();
        assertThat(alphaBar).hasSize(schedule.steps());
        assertThat(time).hasSize(schedule.steps());
        assertThat(alphaBar[0]).isGreaterThan(0);
        assertThat(alphaBar[alphaBar.length - 1]).isLessThan(1);
        double direction = Math.signum(time[1] - time[0]);
        assertThat(direction).isNotZero();
        for (int t = 1; t < alphaBar.length; t++) {
            assertThat(alphaBar[t]).isGreaterThan(alphaBar[t - 1]);
            assertThat(Math.signum(time[t] - time[t - 1])).isEqualTo(direction);
        }
    }

    /** Values measured to work in five steps on two-dimensional sets. */
    @Test
    void geometric() {
        double[] expected = {0.027, 0.149, 0.526, 0.875, 0.978};
        assertThat(GeometricSchedule.of(5).alphaBar()).containsExactly(expected, within(5e-4));
        assertThat(GeometricSchedule.of(5).time()).containsExactly(0, 1, 2, 3, 4);
        assertThat(new GeometricSchedule(1, 3, 0.2).alphaBar()).containsExactly(new double[] {0.1}, within(1e-12));
        assertThatThrownBy(() -> GeometricSchedule.of(0)).hasMessage("steps must be at least 1, got 0");
        assertThatThrownBy(() -> new GeometricSchedule(5, 0.1, 0.2))
                .hasMessageContaining("need 0 < cleanest < noisiest");
        assertThatThrownBy(() -> new GeometricSchedule(5, Double.NaN, 0.2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 10, 15, 20, 22, 23, 30, 50, 100})
    void matchedFastDpmStartsWhereTheDdpmEnds(int steps) {
        FastDpmSchedule schedule = FastDpmSchedule.matched(steps);
        double target = LinearDdpm.alphaBar(999);
        assertThat(schedule.alphaBar()[0]).isCloseTo(target, within(1e-9 * target));
        assertThat(schedule.alphaBar()[steps - 1]).isCloseTo(1 - 1e-4, within(1e-15));
        assertThat(schedule.time()[0]).isCloseTo(999, within(1e-4));
        double[] eta = schedule.eta();
        for (int i = 0; i < steps; i++) assertThat(eta[i]).isBetween(1e-4, 1.0);
        if (steps > 2) { // roots rise evenly
            double first = Math.sqrt(eta[1]) - Math.sqrt(eta[0]);
            double last = Math.sqrt(eta[steps - 1]) - Math.sqrt(eta[steps - 2]);
            assertThat(last).isCloseTo(first, within(1e-12));
        }
    }

    @Test
    void releasedFastDpmSaturatesBelow23Steps() {
        assertThat(FastDpmSchedule.asReleased(4).alphaBar()[0]).isCloseTo(0.34, within(0.005));
        assertThat(FastDpmSchedule.asReleased(5).alphaBar()[0]).isCloseTo(0.22, within(0.005));
        assertThat(FastDpmSchedule.asReleased(10).alphaBar()[0]).isCloseTo(0.02, within(0.005));
        double target = LinearDdpm.alphaBar(999);
        for (int steps = 2; steps <= 22; steps++) {
            double[] eta = FastDpmSchedule.asReleased(steps).eta();
            double x = Math.sqrt(eta[1] / 1e-4) - 1;
            assertThat(x).isCloseTo(95.0 / steps, within(1e-9));
            assertThat(FastDpmSchedule.asReleased(steps).alphaBar()[0]).isGreaterThan(1.001 * target);
        }
        for (int steps : new int[] {23, 50, 100}) {
            // The search accepts one part in 10^4 too much; float32 products add a little.
            assertThat(FastDpmSchedule.asReleased(steps).alphaBar()[0]).isCloseTo(target, within(1.1e-4 * target));
        }
        assertThat(FastDpmSchedule.asReleased(1).alphaBar()).containsExactly(1 - (float) 1e-4);
    }

    @Test
    void continuedLinearDdpmAgreesAtWholeIndices() {
        for (int i = 0; i < LinearDdpm.STEPS; i++) {
            double exact = Math.log(LinearDdpm.alphaBar(i));
            assertThat(LinearDdpm.logAlphaBar(i)).isCloseTo(exact, within(1e-9));
            assertThat(LinearDdpm.indexOf(LinearDdpm.logAlphaBar(i))).isCloseTo(i, within(1e-6));
        }
        assertThat(LinearDdpm.indexOf(0)).isCloseTo(0, within(1e-12));
        assertThat(LinearDdpm.indexOf(-1e3)).isCloseTo(999, within(1e-12));
        assertThat(LinearDdpm.alphaBar(0)).isEqualTo(1 - 1e-4);
        assertThat(LinearDdpm.alphaBar(999)).isCloseTo(4.0358e-5, within(1e-9)); // the usual float32 value
        assertThat(new LinearDdpm().alphaBar()[0]).isEqualTo(LinearDdpm.alphaBar(999));
        assertThat(new LinearDdpm().time()[0]).isEqualTo(999);
    }

    @Test
    void subsampled() {
        SubsampledDdpm linear = new SubsampledDdpm(3, 700, 50, Spacing.LINEAR);
        assertThat(linear.time()).containsExactly(700, 375, 50);
        assertThat(linear.alphaBar()[1]).isEqualTo(LinearDdpm.alphaBar(375));
        // Roots 26.4575, 19.9954, 13.5332, 7.0711: evenly spaced before the square.
        SubsampledDdpm quadratic = new SubsampledDdpm(4, 700, 50, Spacing.QUADRATIC);
        assertThat(quadratic.time()).containsExactly(700, 400, 183, 50);
        assertThatThrownBy(() -> new SubsampledDdpm(700, 700, 50, Spacing.LINEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("700 steps do not fit between 700 and 50");
        assertThatThrownBy(() -> new SubsampledDdpm(4, 1000, 50, Spacing.LINEAR))
                .hasMessageContaining("need 0 <= to");
        // Roots too dense near the data: 0, 0.25, 1, 2.25, 4 would round to 0, 0, 1, 2, 4.
        assertThat(new SubsampledDdpm(5, 4, 0, Spacing.QUADRATIC).time()).containsExactly(4, 3, 2, 1, 0);
        assertThat(new SubsampledDdpm(1, 700, 50, Spacing.LINEAR).time()).containsExactly(700);
        assertThatThrownBy(() -> new SubsampledDdpm(0, 700, 50, Spacing.LINEAR)).hasMessageContaining("at least 1");
    }

    @Test
    void timeDirection() {
        assertThat(TimeDirection.flip(0, 1000)).isEqualTo(999);
        assertThat(TimeDirection.flip(new double[] {1, 2, 3})).containsExactly(3, 2, 1);
        assertThatThrownBy(() -> TimeDirection.flip(5, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
