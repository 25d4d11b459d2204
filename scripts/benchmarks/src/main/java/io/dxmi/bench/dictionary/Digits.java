package io.dxmi.bench.dictionary;

import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.OptDigits;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Digits as distributions: pixels from 0 (paper) on, a picture a row.
 *
 * @param ink (1797, 64)
 * @param labels 0 to 9
 */
record Digits(double[][] ink, int[] labels) {

    static final int SIDE = 8;

    static Digits load() {
        DataSet set = OptDigits.load();
        double[][] ink = new double[set.labels().length][SIDE * SIDE];
        for (int i = 0; i < ink.length; i++) {
            for (int k = 0; k < ink[i].length; k++) ink[i][k] = set.values()[i * ink[i].length + k] + 1;
        }
        return new Digits(ink, set.labels());
    }

    /** The numbers of the digits with such labels, in an order that the seed decides. */
    int[] shuffled(IntPredicate label, SplittableRandom random) {
        int[] order = IntStream.range(0, labels.length)
                .filter(i -> label.test(labels[i]))
                .toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    /** Rows of sum 1. */
    DMatrixRMaj distributions(int[] chosen) {
        return Rows.mixed(Rows.select(ink, chosen), 0);
    }
}
