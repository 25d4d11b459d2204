package io.dxmi.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NeighbourMethodsTest {

    /** 100 numbers 0 to 99 and five equal ones far away: more than five neighbours see that these are few. */
    private static float[][] training() {
        float[][] rows = new float[105][1];
        for (int i = 0; i < 105; i++) rows[i][0] = i < 100 ? i : 1_000;
        return rows;
    }

    private static final float[][] ROWS = {{50}, {1_000}};

    @Test
    void distancesAreAveraged() {
        NeighbourMethods methods = new NeighbourMethods(training());
        // 50, 49, 51, 48, 52
        assertThat(methods.wide(ROWS)[0]).isCloseTo(6 / 5.0, within(1e-9));
        double logs = Math.log(1e-9) + Math.log(1) + Math.log(5) + Math.log(15) + Math.log(50);
        assertThat(methods.scales(ROWS)[0]).isCloseTo(logs / 5, within(1e-6));
        // 20 nearest of a row in the middle are as far as those of its neighbours, but for the row itself
        assertThat(methods.ratio(ROWS)[0]).isBetween(0.9, 1.0);
    }

    @Test
    void fewEqualRowsFarAwayAreSeenBeyondTheirOwnNumberAlone() {
        NeighbourMethods methods = new NeighbourMethods(training());
        assertThat(methods.wide(ROWS)[1]).isZero();
        double logs = 2 * Math.log(1e-9) + Math.log(905) + Math.log(925) + Math.log(995);
        assertThat(methods.scales(ROWS)[1]).isCloseTo(logs / 5, within(1e-6));
        assertThat(methods.trimmed(ROWS)[1]).isGreaterThan(900);
    }
}
