package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One data set cut into a part to learn from and a part to measure on. */
public record Split(DataSet train, DataSet test) {

    /**
     * Cuts at random so that each label has the same share in both parts (rounded to whole rows); without labels, all
     * rows count as one. Rows keep their order.
     *
     * @param testShare in (0, 1)
     * @throws UserError if there are too few rows for two parts
     */
    public static Split stratified(DataSet all, double testShare, long seed) {
        if (!(0 < testShare && testShare < 1)) {
            throw new IllegalArgumentException("testShare must lie between 0 and 1, got " + testShare);
        }
        boolean[] isTest = new boolean[all.rows()];
        rowsByLabel(all).forEach((label, rows) -> {
            int[] order = Purpose.SPLIT.permutation(seed, label, rows.size());
            long count = Math.round(testShare * rows.size());
            for (int i = 0; i < count; i++) isTest[rows.get(order[i])] = true;
        });
        int[] train = rowsWhere(isTest, false);
        int[] test = rowsWhere(isTest, true);
        if (train.length == 0 || test.length == 0) {
            throw new UserError(all.name() + ": " + all.rows() + " rows are too few to keep a share of " + testShare
                    + " for testing");
        }
        return new Split(all.select(train), all.select(test));
    }

    private static Map<Integer, List<Integer>> rowsByLabel(DataSet all) {
        Map<Integer, List<Integer>> rows = new TreeMap<>();
        for (int i = 0; i < all.rows(); i++) {
            rows.computeIfAbsent(all.labelled() ? all.labels()[i] : 0, label -> new ArrayList<>())
                    .add(i);
        }
        return rows;
    }

    private static int[] rowsWhere(boolean[] isTest, boolean wanted) {
        int[] rows = new int[isTest.length];
        int n = 0;
        for (int i = 0; i < isTest.length; i++) {
            if (isTest[i] == wanted) rows[n++] = i;
        }
        return Arrays.copyOf(rows, n);
    }

    /** A choice of {@code k} of the numbers 0 to n-1 by chance, ascending. */
    public static int[] chosen(int n, int k, long seed) {
        return Arrays.stream(Purpose.SPLIT.permutation(seed, 0, n))
                .limit(k)
                .sorted()
                .toArray();
    }

    /** The numbers 0 to n-1 that are not among {@code chosen}, ascending. */
    public static int[] others(int n, int[] chosen) {
        boolean[] taken = new boolean[n];
        for (int i : chosen) taken[i] = true;
        return rowsWhere(taken, false);
    }
}
