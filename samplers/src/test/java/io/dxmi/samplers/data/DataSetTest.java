package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DataSetTest {

    @Test
    void digitsAreAllThere() {
        DataSet digits = OptDigits.load();
        assertThat(digits.rows()).isEqualTo(1797);
        assertThat(digits.sampleShape()).containsExactly(1, 8, 8);
        assertThat(digits.dimensions()).isEqualTo(64);
        float min = 1;
        float max = -1;
        for (float v : digits.values()) {
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        assertThat(min).isEqualTo(-1);
        assertThat(max).isEqualTo(1);
        // The first row of the file: 0,0,5,13,9,... is a zero.
        assertThat(Arrays.copyOf(digits.values(), 5)).containsExactly(-1, -1, 5 / 8f - 1, 13 / 8f - 1, 9 / 8f - 1);
        assertThat(digits.labels()[0]).isZero();
        for (int digit = 0; digit < 10; digit++)
            assertThat(count(digits, digit)).isBetween(174, 183);
    }

    @Test
    void splitKeepsLabelSharesAndLosesNothing() {
        DataSet digits = OptDigits.load();
        Split split = Split.stratified(digits, 0.25, 11);
        assertThat(split.train().rows() + split.test().rows()).isEqualTo(1797);
        for (int digit = 0; digit < 10; digit++) {
            assertThat((double) count(split.test(), digit)).isCloseTo(0.25 * count(digits, digit), within(0.5));
            assertThat(count(split.train(), digit) + count(split.test(), digit)).isEqualTo(count(digits, digit));
        }
        double sum = sum(split.train().values()) + sum(split.test().values());
        assertThat(sum).isEqualTo(sum(digits.values())); // exact: all values are multiples of 1/8

        assertThat(Split.stratified(digits, 0.25, 11).test().values())
                .isEqualTo(split.test().values());
        assertThat(Split.stratified(digits, 0.25, 12).test().values())
                .isNotEqualTo(split.test().values());
    }

    @Test
    void rowsStayTogetherWithTheirLabels() {
        DataSet set = new DataSet("pairs", new float[] {0, 10, 1, 11, 2, 12}, new long[] {2}, new int[] {7, 8, 9});
        DataSet selected = set.select(new int[] {2, 0});
        assertThat(selected.values()).containsExactly(2, 12, 0, 10);
        assertThat(selected.labels()).containsExactly(9, 7);
    }

    @Test
    void impossibleSplitsAndShapesAreRefused() {
        DataSet one = new DataSet("one", new float[] {1}, 1);
        assertThatThrownBy(() -> Split.stratified(one, 0.5, 0))
                .isInstanceOf(UserError.class)
                .hasMessage("one: 1 rows are too few to keep a share of 0.5 for testing");
        assertThatThrownBy(() -> Split.stratified(one, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataSet("x", new float[3], 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataSet("x", new float[4], new long[] {2}, new int[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int count(DataSet set, int label) {
        return (int) Arrays.stream(set.labels()).filter(l -> l == label).count();
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float v : values) sum += v;
        return sum;
    }
}
