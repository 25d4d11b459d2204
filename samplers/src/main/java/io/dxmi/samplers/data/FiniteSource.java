package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.util.Arrays;

/**
 * Batches from a data set: every epoch visits the rows in a new random order, none twice; the rest that fills no batch
 * is left out of that epoch.
 */
public final class FiniteSource implements DataSource {

    /** The order of one epoch, kept because the next batch nearly always needs it again. */
    private record Epoch(long seed, long number, int[] order) {}

    private final Split split;
    private volatile Epoch latest = new Epoch(0, -1, new int[0]);

    public FiniteSource(Split split) {
        this.split = split;
    }

    public Split split() {
        return split;
    }

    @Override
    public String name() {
        return split.train().name();
    }

    @Override
    public long[] sampleShape() {
        return split.train().sampleShape();
    }

    @Override
    public long size() {
        return split.train().rows();
    }

    @Override
    public long heldOutSize() {
        return split.test().rows();
    }

    @Override
    public float[] batch(long seed, long iteration, int n) {
        require(n, split.train().rows(), "a batch of", "training samples");
        return split.train().gather(rows(seed, iteration, n));
    }

    @Override
    public float[] part(long seed, long iteration, int n, int from, int to) {
        require(n, split.train().rows(), "a batch of", "training samples");
        return split.train().gather(Arrays.copyOfRange(rows(seed, iteration, n), from, to));
    }

    private int[] rows(long seed, long iteration, int n) {
        int perEpoch = split.train().rows() / n;
        int[] order = order(seed, iteration / perEpoch);
        int from = (int) (iteration % perEpoch) * n;
        return Arrays.copyOfRange(order, from, from + n);
    }

    @Override
    public int classes() {
        return Arrays.stream(split.train().labels()).max().orElse(-1) + 1;
    }

    @Override
    public int[] labels(long seed, long iteration, int n) {
        int[] all = split.train().labels();
        if (all.length == 0) return new int[n];
        return Arrays.stream(rows(seed, iteration, n)).map(i -> all[i]).toArray();
    }

    @Override
    public float[] heldOut(long seed, int n) {
        int rows = split.test().rows();
        require(n, rows, "measuring on", "held-out samples");
        return split.test().gather(Arrays.copyOf(Purpose.HELD_OUT.permutation(seed, 0, rows), n));
    }

    private int[] order(long seed, long number) {
        Epoch epoch = latest;
        if (epoch.seed != seed || epoch.number != number) {
            epoch = new Epoch(
                    seed,
                    number,
                    Purpose.BATCH.permutation(seed, number, split.train().rows()));
            latest = epoch;
        }
        return epoch.order;
    }

    private void require(int n, int rows, String wish, String kind) {
        if (n < 1) throw new IllegalArgumentException(wish + " must be at least 1, got " + n);
        if (n > rows)
            throw new UserError(wish + " " + n + " needs as many " + kind + ", but " + name() + " has " + rows);
    }
}
