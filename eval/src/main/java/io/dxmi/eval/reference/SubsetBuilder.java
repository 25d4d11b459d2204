package io.dxmi.eval.reference;

import io.dxmi.samplers.engine.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A random choice of rows by where they stand, whatever they hold: each row has a key, a hash of the seed, of its source and
 * of its position there, and those of the smallest keys are kept. So equal rows are chosen like any other, one at a time,
 * and several sources make the same choice in any order, in one pass or merged from shards.
 *
 * <p>Keys are as good as random numbers whatever the seed, so shards of several seeds merge as well. A shard that kept
 * fewer rows than it had knows none beyond its largest key; of the others, only rows below that key are kept then.
 */
final class SubsetBuilder {

    private final int most;
    private final long seed;
    private final PriorityQueue<Row> kept =
            new PriorityQueue<>(Comparator.comparingLong(Row::key).reversed().thenComparing(SubsetBuilder::compare));
    private long source;
    private long position;
    /** Rows with larger keys may be missing. */
    private long limit = Long.MAX_VALUE;

    private record Row(long key, float[] values) {}

    SubsetBuilder(int most, long seed) {
        this.most = most;
        this.seed = seed;
        begin(0);
    }

    /** What was kept of {@code count} rows, to go on from there. */
    static SubsetBuilder of(double[][] rows, long[] keys, long count, int most, long seed) {
        SubsetBuilder result = new SubsetBuilder(most, seed);
        for (int i = 0; i < rows.length; i++) result.offer(new Row(keys[i], floats(rows[i])));
        if (rows.length < count) result.limit = Arrays.stream(keys).max().orElse(Long.MIN_VALUE);
        return result;
    }

    /** The following rows come from this source, from its first on. */
    void begin(long source) {
        begin(source, 0);
    }

    /** The following rows come from this source, from that position on. */
    void begin(long source, long position) {
        this.source = Seeds.mix(seed, source);
        this.position = position;
    }

    /** Offers one row, which is rounded to float32. */
    void add(double[] row) {
        long key = Seeds.mix(source, position++);
        if (kept.size() == most && key > kept.element().key) return;
        offer(new Row(key, floats(row)));
    }

    private void offer(Row row) {
        kept.add(row);
        if (kept.size() > most) kept.remove();
    }

    private static float[] floats(double[] row) {
        float[] values = new float[row.length];
        for (int i = 0; i < row.length; i++) values[i] = (float) row[i];
        return values;
    }

    void addAll(SubsetBuilder other) {
        limit = Math.min(limit, other.limit);
        other.kept.forEach(this::offer);
        kept.removeIf(row -> row.key > limit);
    }

    /**
     * Rows (n, d) and their keys, in an order of the seed's that does not depend on the keys: the first m are a random
     * choice of m, and where all rows are kept, they come in the same order whatever their sources were.
     */
    FeatureSubset rows() {
        List<Row> sorted = new ArrayList<>(kept);
        sorted.sort(((Comparator<Row>) SubsetBuilder::compare).thenComparingLong(Row::key));
        Collections.shuffle(sorted, new Random(seed));
        double[][] rows = new double[sorted.size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] values = sorted.get(i).values;
            rows[i] = new double[values.length];
            for (int k = 0; k < values.length; k++) rows[i][k] = values[k];
        }
        return new FeatureSubset(rows, sorted.stream().mapToLong(Row::key).toArray());
    }

    private static int compare(Row a, Row b) {
        return Arrays.compare(a.values, b.values);
    }
}
