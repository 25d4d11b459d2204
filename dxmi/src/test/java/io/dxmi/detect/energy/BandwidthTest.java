package io.dxmi.detect.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.energy.Bandwidth.PointKind;
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

    /** A part of the way, on a scale of logarithms, from the narrow bandwidth to the sum of all variances. */
    private static void assertWidened(double part, Bandwidth found, float[] rows, int d) {
        int n = rows.length / d;
        double total = 0;
        for (int k = 0; k < d; k++) {
            double mean = 0;
            double squares = 0;
            for (int i = k; i < rows.length; i += d) {
                mean += rows[i] / n;
                squares += rows[i] * rows[i] / n;
            }
            total += squares - mean * mean;
        }
        double expected = Math.pow(0.1 * Bandwidth.medianNearest(rows, d), 1 - part) * Math.pow(total, part);
        assertThat(found.value() * found.value()).isCloseTo(expected, within(1e-3 * expected));
        assertThat(found.oneCloud()).isFalse();
    }

    @Test
    void tablesOfFewColumnsHaveAWiderKernel() {
        float[] groups = rows(600, 4, 100);
        assertWidened(0.25, Bandwidth.of(groups, 4, PointKind.SMALL_ROWS, 0), groups, 4);
        float[] cloud = rows(600, 4, 0);
        assertWidened(0.25, Bandwidth.of(cloud, 4, PointKind.SMALL_ROWS, 0), cloud, 4);
    }

    @Test
    void manyRowsHaveAWiderKernelInOneCloudAndANarrowOneInGroups() {
        float[] cloud = rows(600, 4, 0);
        assertWidened(0.125, Bandwidth.of(cloud, 4, PointKind.SAMPLES, 0), cloud, 4);
        float[] groups = rows(600, 4, 100);
        double narrow = Bandwidth.of(groups, 4, PointKind.SAMPLES, 0).value();
        assertThat(narrow * narrow).isCloseTo(0.1 * Bandwidth.medianNearest(groups, 4), within(1e-9));
    }

    /** A tenth of the rows is far from the cloud, around four places: groups that the mean counts as much as the others. */
    @Test
    void aCloudWithAFewContaminantsIsOneCloud() {
        float[] rows = rows(600, 4, 0);
        for (int i = 0; i < 60; i++) rows[i * 4 + i % 4] += 50;
        double narrow = Math.sqrt(0.1 * Bandwidth.medianNearest(rows, 4));
        assertThat(Structure.of(rows, 4, narrow, 0).mean()).isGreaterThan(0.85);
        assertWidened(0.125, Bandwidth.of(rows, 4, PointKind.SAMPLES, 0), rows, 4);
    }

    @Test
    void placesKeepTheNarrowKernel() {
        float[] cloud = rows(600, 4, 0);
        double narrow = Bandwidth.of(cloud, 4, PointKind.PLACES, 0).value();
        assertThat(narrow * narrow).isCloseTo(0.1 * Bandwidth.medianNearest(cloud, 4), within(1e-9));
    }

    @Test
    void fewRowsInOneCloudHaveTheWidestKernel() {
        Bandwidth cloud = Bandwidth.of(rows(100, 4, 0), 4, PointKind.SMALL_ROWS, 0);
        assertThat(cloud.oneCloud()).isTrue();
        assertThat(cloud.value()).isBetween(1.7, 2.3); // all variances together: 4
        Bandwidth groups = Bandwidth.of(rows(100, 4, 100), 4, PointKind.SMALL_ROWS, 0);
        assertThat(groups.oneCloud()).isFalse();
        assertThat(groups.value()).isLessThan(10);
    }

    @Test
    void equalRowsHaveABandwidth() {
        assertThat(Bandwidth.of(new float[40], 2, PointKind.SMALL_ROWS, 0).value())
                .isPositive()
                .isFinite();
    }
}
