package io.dxmi.samplers.engine;

import java.util.Objects;

/**
 * The rows of a batch that one worker computes.
 *
 * @param from first row
 * @param to after the last row; above {@code from}
 * @param of rows of the whole batch
 */
public record Share(int from, int to, int of) {

    /** All rows, however many. */
    public static final Share WHOLE = new Share(0, 1, 1);

    public Share {
        Objects.checkFromToIndex(from, to, of);
        if (from == to) throw new IllegalArgumentException("a worker without rows: " + from + " of " + of);
    }

    /**
     * The rows of a worker, as even as it goes.
     *
     * @param rank number of the worker, from 0
     * @param workers at most as many as rows
     * @param batch rows of all workers together
     */
    public static Share of(int rank, int workers, int batch) {
        Objects.checkIndex(rank, workers);
        return new Share(
                Math.toIntExact((long) rank * batch / workers), Math.toIntExact((rank + 1L) * batch / workers), batch);
    }

    /** Number of rows. */
    public int rows() {
        return to - from;
    }

    /** Whether it is the whole batch. */
    public boolean isWhole() {
        return rows() == of;
    }

    /** The draws of these rows: slices of what one worker would draw for the whole batch. */
    public Draws of(Draws draws) {
        return isWhole() ? draws : new SharedDraws(draws, this);
    }
}
