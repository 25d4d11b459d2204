package io.dxmi.eval.anomaly;

/** Sorts indices by score without boxing: pixel-wise curves sort millions. */
final class DescendingOrder {

    private DescendingOrder() {}

    /**
     * The indices of {@code scores}, highest score first; equal scores keep their order.
     *
     * @throws IllegalArgumentException if a score is NaN
     */
    static int[] of(double[] scores) {
        int n = scores.length;
        double[] keys = scores.clone();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(keys[i])) throw new IllegalArgumentException("score " + i + " of " + n + " is NaN");
            order[i] = i;
        }
        double[] mergedKeys = new double[n];
        int[] merged = new int[n];
        for (int width = 1; width < n; width = Math.min(n, 2 * width)) {
            for (int from = 0; from < n; from += 2 * width) {
                merge(keys, order, from, Math.min(n, from + width), Math.min(n, from + 2 * width), mergedKeys, merged);
                if (n - from <= 2 * width) break; // also keeps the index from overflowing
            }
            double[] lastKeys = keys;
            keys = mergedKeys;
            mergedKeys = lastKeys;
            int[] last = order;
            order = merged;
            merged = last;
        }
        return order;
    }

    private static void merge(double[] keys, int[] order, int from, int middle, int to, double[] outKeys, int[] out) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right >= to || (left < middle && keys[left] >= keys[right]);
            int at = takeLeft ? left++ : right++;
            outKeys[i] = keys[at];
            out[i] = order[at];
        }
    }
}
