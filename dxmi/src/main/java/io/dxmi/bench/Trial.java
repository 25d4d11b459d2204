package io.dxmi.bench;

import io.dxmi.samplers.data.BreastCancer;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.OptDigits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One split of one anomaly detection task.
 *
 * @param training normal rows
 * @param test rows
 * @param anomalous of each test row
 * @param shape of a row
 */
record Trial(float[][] training, float[][] test, boolean[] anomalous, long[] shape) {

    /** Half of the benign tumours against the other half and all malignant ones. */
    static Trial wdbc(int split) {
        return of(BreastCancer.load(), row -> row != 1, 0.5, split);
    }

    /** All digits but one: four fifths against the last fifth and all of the one. */
    static Trial digits(int heldOut, int split) {
        return of(OptDigits.load(), label -> label == heldOut, 0.8, split);
    }

    private interface Anomalous {
        boolean test(int label);
    }

    private static Trial of(DataSet data, Anomalous anomalous, double share, int split) {
        List<Integer> normal = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        for (int i = 0; i < data.rows(); i++) (anomalous.test(data.labels()[i]) ? other : normal).add(i);
        int[] order = normal.stream().mapToInt(Integer::intValue).toArray();
        SplittableRandom random = new SplittableRandom(1000 + split);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        int count = (int) Math.round(share * order.length);
        int[] test = new int[order.length - count + other.size()];
        boolean[] flags = new boolean[test.length];
        for (int i = count; i < order.length; i++) test[i - count] = order[i];
        for (int i = 0; i < other.size(); i++) {
            test[order.length - count + i] = other.get(i);
            flags[order.length - count + i] = true;
        }
        return new Trial(rows(data, Arrays.copyOf(order, count)), rows(data, test), flags, data.sampleShape());
    }

    private static float[][] rows(DataSet data, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(i -> data.gather(new int[] {i})).toArray(float[][]::new);
    }
}
