package io.dxmi.detect.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    private final Random random = new Random(3);

    /** Rows of one unit of spread, half of them around each of two centres. */
    private float[] rows(int count, int d, double apart) {
        float[] rows = new float[count * d];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (random.nextGaussian() + (i / d % 2 == 0 ? apart : 0));
        }
        return rows;
    }

    @Test
    void tablesOfFewColumnsHaveAWiderKernel() {
        float[] rows = rows(600, 4, 0);
        double narrow = Bandwidth.of(rows, 4, false, 0).value();
        assertThat(narrow * narrow).isCloseTo(0.1 * Bandwidth.medianNearest(rows, 4), within(1e-9));
        double total = 0;
        for (int k = 0; k < 4; k++) {
            double mean = 0;
            double squares = 0;
            for (int i = k; i < rows.length; i += 4) {
                mean += rows[i] / 600;
                squares += rows[i] * rows[i] / 600;
            }
            total += squares - mean * mean;
        }
        double expected = Math.pow(narrow * narrow, 0.75) * Math.pow(total, 0.25);
        double found = Bandwidth.of(rows, 4, true, 0).value();
        assertThat(found * found).isCloseTo(expected, within(1e-3 * expected));
    }

    @Test
    void fewRowsInOneCloudHaveTheWidestKernel() {
        Bandwidth cloud = Bandwidth.of(rows(100, 4, 0), 4, true, 0);
        assertThat(cloud.oneCloud()).isTrue();
        assertThat(cloud.value()).isBetween(1.7, 2.3); // all variances together: 4
        Bandwidth groups = Bandwidth.of(rows(100, 4, 100), 4, true, 0);
        assertThat(groups.oneCloud()).isFalse();
        assertThat(groups.value()).isLessThan(10);
    }

    @Test
    void equalRowsHaveABandwidth() {
        assertThat(Bandwidth.of(new float[40], 2, true, 0).value()).isPositive().isFinite();
    }
}
