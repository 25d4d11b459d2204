package io.dxmi.runs.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Which rows are timed how often, by a clock that moves as the work says. */
class StepClockTest {

    private long now;
    private long most = 1_000_000;
    private final List<Integer> rows = new ArrayList<>();

    private StepClock.Timed time(int all, int grain, double allowed, IntToDoubleFunction seconds) {
        return new StepClock(() -> now)
                .time(
                        n -> {
                            rows.add(n);
                            now += (long) (seconds.applyAsDouble(n) * 1e9);
                        },
                        all,
                        grain,
                        allowed,
                        most);
    }

    @Test
    void cheapWorkIsTimedWithAllRows() {
        StepClock.Timed timed = time(64, 1, 8, n -> 0.001 * n);
        assertThat(timed.seconds()).isCloseTo(0.064, within(1e-6));
        assertThat(timed.rows()).isEqualTo(64);
        assertThat(timed.isScaled()).isFalse();
        assertThat(timed.times()).isGreaterThanOrEqualTo(5);
        assertThat(now / 1e9).isLessThan(8);
    }

    @Test
    void dearWorkIsTimedWithFewerRowsAndScaled() {
        StepClock.Timed timed = time(128, 1, 10, n -> 0.5 * n);
        assertThat(timed.isScaled()).isTrue();
        assertThat(timed.rows()).isBetween(2, 8);
        assertThat(timed.seconds()).isCloseTo(64, within(1e-6));
        assertThat(now / 1e9).isLessThan(20);
    }

    @Test
    void workThatTakesLongerThanAllowedIsDoneOnce() {
        StepClock.Timed timed = time(16, 1, 8, n -> 30.0 * n);
        assertThat(rows).containsExactly(1);
        assertThat(timed).isEqualTo(new StepClock.Timed(480, 1, 1, 16));
    }

    /** The first time compiles programs, and there is a first time for other rows too. */
    @Test
    void theFirstTimeDoesNotCount() {
        StepClock.Timed timed = time(64, 1, 8, n -> rows.indexOf(n) == rows.size() - 1 ? 1 : 0.05);
        assertThat(timed.seconds()).isCloseTo(0.05, within(1e-6));
    }

    @Test
    void aPauseOfTheMachineDoesNotCount() {
        StepClock.Timed timed = time(1, 1, 30, n -> rows.size() == 12 ? 5 : 0.1);
        assertThat(timed.seconds()).isCloseTo(0.1, within(1e-6));
    }

    /** A training of two iterations is not timed by hundreds. */
    @Test
    void littleWorkIsTimedByFewRepetitions() {
        most = 2;
        assertThat(time(8, 1, 10, n -> 0.001 * n).times()).isEqualTo(10);
        assertThat(rows).hasSizeLessThan(20);
    }

    @Test
    void rowsComeInMultiplesOfTheGrain() {
        time(96, 6, 10, n -> 0.05 * n);
        assertThat(rows).allMatch(n -> n % 6 == 0);
    }
}
