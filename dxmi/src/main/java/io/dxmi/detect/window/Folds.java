package io.dxmi.detect.window;

import io.dxmi.detect.window.SeriesTable.Part;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Series cut into stretches, and the stretches dealt into folds: a window is compared with windows of other folds alone, since
 * windows that overlap it, or lie near it in a slow series, always resemble it.
 *
 * @param stretches without gaps between them, in order
 * @param window rows of a window
 */
public record Folds(List<Stretch> stretches, int window) {

    /** Number of folds at most. */
    public static final int COUNT = 10;

    private static final int FEWEST = 5;

    /**
     * Rows that stand together.
     *
     * @param from first row
     * @param to behind the last row
     */
    public record Stretch(int from, int to, int fold) {}

    /** Cuts every series that is as long as a window. @throws UserError if there are too few rows for the window */
    public static Folds of(SeriesTable table, int window) {
        List<Stretch> all = new ArrayList<>();
        for (Part part : table.parts()) {
            if (part.length() < window) continue;
            int count = Math.max(1, Math.min(COUNT, (int) (5L * part.length() / (6L * window))));
            for (int i = 0; i < count; i++) {
                int from = part.from() + (int) ((long) part.length() * i / count);
                int to = part.from() + (int) ((long) part.length() * (i + 1) / count);
                all.add(new Stretch(from, to, all.size() % COUNT));
            }
        }
        if (all.size() < FEWEST) {
            throw new UserError(table.where() + ": expected series of at least " + (FEWEST + 1) + " windows, got "
                    + table.rows() + " rows and windows of " + window + "; choose a smaller "
                    + UserError.parameter("window"));
        }
        return new Folds(all, window);
    }

    /** Number of folds that have a stretch. */
    public int count() {
        return Math.min(COUNT, stretches.size());
    }

    /** Begins of windows within one stretch each, without those that hold an anomaly. */
    public int[] within(SeriesTable table, int stride) {
        return normal(table, stretches.stream().flatMapToInt(stretch -> begins(stretch.from(), stretch.to(), stride)));
    }

    /** Begins of all windows, without those that hold an anomaly. */
    public int[] all(SeriesTable table) {
        return normal(table, table.parts().stream().flatMapToInt(part -> begins(part.from(), part.to(), 1)));
    }

    private int[] normal(SeriesTable table, IntStream begins) {
        int[] anomalies = new int[table.rows() + 1];
        for (int i = 0; i < table.rows(); i++) anomalies[i + 1] = anomalies[i] + (table.labels()[i] > 0 ? 1 : 0);
        return begins.filter(begin -> anomalies[begin + window] == anomalies[begin])
                .toArray();
    }

    /** Begins of the windows of some rows; the last one ends with them. */
    public IntStream begins(int from, int to, int stride) {
        int last = to - window;
        return last < from
                ? IntStream.empty()
                : IntStream.iterate(from, at -> at <= last, at -> at == last ? at + 1 : Math.min(last, at + stride));
    }

    /** The stretch that holds a row. */
    public Stretch at(int row) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (stretches.get(middle).from() <= row) low = middle;
            else high = middle - 1;
        }
        return stretches.get(low);
    }

    /** Some of the begins, without replacement, ascending. */
    public static int[] chosen(int[] begins, int most, long seed) {
        if (begins.length <= most) return begins;
        int[] pool = begins.clone();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < most; i++) {
            int j = i + random.nextInt(pool.length - i);
            int swapped = pool[i];
            pool[i] = pool[j];
            pool[j] = swapped;
        }
        return IntStream.of(pool).limit(most).sorted().toArray();
    }
}
