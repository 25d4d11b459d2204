package io.dxmi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A long curve is thinned out without losing its extremes. */
class CurveTest {

    @Test
    void keepsTheExtremesOfEveryColumn() {
        Curve curve = new Curve();
        for (int i = 0; i < 100_000; i++) curve.add(i, i == 54_321 ? 1e6 : Math.sin(i * 0.01));
        Curve.Drawn drawn = curve.drawn(Long.MIN_VALUE, Long.MAX_VALUE, 500);
        assertThat(drawn.x()).hasSizeBetween(500, 1000).isSorted().contains(54_321);
        assertThat(drawn.y()).contains(1e6f);
        assertThat(drawn.meanX()).hasSize(500);
        double mean = 0;
        for (float value : drawn.meanY()) mean += value / 500;
        double all = 1e6;
        for (int i = 0; i < 100_000; i++) if (i != 54_321) all += Math.sin(i * 0.01);
        assertThat(mean).isCloseTo(all / 100_000, org.assertj.core.data.Offset.offset(1e-4));
    }

    @Test
    void anIntervalThatFitsIsWhole() {
        Curve curve = new Curve();
        for (int i = 0; i < 100_000; i++) curve.add(i, i);
        Curve.Drawn drawn = curve.drawn(1000, 1009, 500);
        assertThat(drawn.x()).containsExactly(1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009);
        assertThat(curve.drawn(200_000, 300_000, 5).x()).isEmpty();
        assertThat(curve.drawn(9, 3, 5).x()).isEmpty();
    }

    @Test
    void aResumeReplacesWhatCameAfterItsCheckpoint() {
        Curve curve = new Curve();
        for (int i = 1; i <= 5; i++) curve.add(i, i);
        curve.add(3, 30);
        assertThat(curve.drawn(0, 10, 10).y()).containsExactly(1, 2, 30);
    }
}
