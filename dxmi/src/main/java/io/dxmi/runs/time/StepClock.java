package io.dxmi.runs.time;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Times something that is done again and again with the rows of a batch. Where it takes too long with all rows, it is timed with
 * fewer, and the time grows with the rows.
 */
final class StepClock {

    /** Parts of the timing, whose median is the result. */
    private static final int BLOCKS = 5;

    /** Time of one of them at least, and of the warm-up, s. */
    private static final double BLOCK = 0.3;

    private final LongSupplier nanos;

    /** @param nanos a clock, such as {@link System#nanoTime} */
    StepClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Does the work with so many rows. */
    @FunctionalInterface
    interface Work {
        void with(int rows);
    }

    /**
     * What was found.
     *
     * @param seconds of the work with all rows
     * @param times that it was timed
     * @param rows that it was timed with
     * @param all rows
     */
    record Timed(double seconds, int times, int rows, int all) {

        /** Whether fewer rows were timed. */
        boolean isScaled() {
            return rows < all;
        }
    }

    /**
     * Times the work. The first time, which compiles programs, counts only if it takes more than what is allowed.
     *
     * @param all rows of a batch, at least 1
     * @param grain rows come in multiples of it, unless they are all
     * @param allowed about how long this may take, s; the work is never cut short
     * @param most times that it is to be done at all, at least 1: a block of the timing has no more
     */
    Timed time(Work work, int all, int grain, double allowed, long most) {
        long end = nanos.getAsLong() + (long) (allowed * 1e9);
        int rows = Math.min(all, grain);
        double one = seconds(work, rows, 1);
        if (one > allowed) return new Timed(one / rows * all, 1, rows, all);
        one = seconds(work, rows, 1);
        for (int more = affordable(one, rows, all, grain, end);
                more >= Math.min(2 * rows, all) && more > rows;
                more = affordable(one, rows, all, grain, end)) {
            rows = more;
            work.with(rows);
            one = seconds(work, rows, 1);
        }
        int times = (int) Math.max(1, Math.min((double) Math.min(1000, most), BLOCK / one));
        if (BLOCKS * one < left(end)) one = seconds(work, rows, times); // a longer warm-up
        times = (int) Math.max(1, Math.min((double) Math.min(1000, most), BLOCK / one));
        double[] blocks = new double[BLOCKS];
        int done = 0;
        do {
            blocks[done++] = seconds(work, rows, times);
        } while (done < BLOCKS && times * one < left(end));
        return new Timed(median(Arrays.copyOf(blocks, done)) / rows * all, done * times, rows, all);
    }

    /** Rows that leave time to warm up and to time once, if time grows with rows. */
    private int affordable(double one, int rows, int all, int grain, long end) {
        double most = rows * left(end) / (2.5 * one);
        return most >= all ? all : (int) most / grain * grain;
    }

    private double left(long end) {
        return (end - nanos.getAsLong()) / 1e9;
    }

    /** Of doing it once, as a mean. */
    private double seconds(Work work, int rows, int times) {
        long from = nanos.getAsLong();
        for (int i = 0; i < times; i++) work.with(rows);
        return Math.max(1, nanos.getAsLong() - from) / 1e9 / times;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return (values[(n - 1) / 2] + values[n / 2]) / 2;
    }
}
