package io.dxmi.eval.compare;

import io.dxmi.samplers.engine.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A random choice from a stream of rows that does not depend on their order: each row has a key made from its values and
 * the seed, and those of the smallest keys are kept. So shards merge, in any order, to what one pass keeps.
 */
final class KeptRows {

    private final int most;
    private final long seed;
    private final PriorityQueue<Row> kept =
            new PriorityQueue<>(Comparator.comparingLong(Row::key).reversed().thenComparing(KeptRows::compare));

    private record Row(long key, float[] values) {}

    KeptRows(int most, long seed) {
        this.most = most;
        this.seed = seed;
    }

    /** Offers one row, which is rounded to float32. */
    void add(double[] row) {
        float[] values = new float[row.length];
        long key = seed;
        for (int i = 0; i < row.length; i++) {
            values[i] = (float) row[i];
            key = Seeds.mix(key, Float.floatToIntBits(values[i]));
        }
        kept.add(new Row(key, values));
        if (kept.size() > most) kept.remove();
    }

    void addAll(KeptRows other) {
        other.kept.forEach(row -> {
            kept.add(row);
            if (kept.size() > most) kept.remove();
        });
    }

    /** (n, d) in an order of the seed's: the first m are a random choice of m, even where rows are equal. */
    double[][] rows() {
        List<Row> sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.comparingLong(Row::key).thenComparing(KeptRows::compare));
        Collections.shuffle(sorted, new Random(seed)); // equal rows have equal keys, and lie side by side until now
        double[][] rows = new double[sorted.size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] values = sorted.get(i).values;
            rows[i] = new double[values.length];
            for (int k = 0; k < values.length; k++) rows[i][k] = values[k];
        }
        return rows;
    }

    private static int compare(Row a, Row b) {
        return Arrays.compare(a.values, b.values);
    }
}
