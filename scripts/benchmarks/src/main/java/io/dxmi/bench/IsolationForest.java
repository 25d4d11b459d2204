package io.dxmi.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Isolation forest (Liu, Ting, Zhou, 2008): 100 trees on 256 rows each, the usual choice. */
final class IsolationForest {

    private static final int TREES = 100;
    private static final int SAMPLE = 256;

    private final Node[] trees = new Node[TREES];
    private final double expected;

    /** Grows the trees on the rows {@code x}. */
    IsolationForest(float[][] x, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = Math.min(SAMPLE, x.length);
        int depth = (int) Math.ceil(Math.log(Math.max(2, size)) / Math.log(2));
        for (int t = 0; t < TREES; t++) {
            float[][] rows = random.ints(0, x.length)
                    .distinct()
                    .limit(size)
                    .mapToObj(i -> x[i])
                    .toArray(float[][]::new);
            trees[t] = grow(rows, depth, random);
        }
        expected = pathLength(size);
    }

    /** A split, or a leaf where {@code low} is null. */
    private record Node(int feature, float value, Node low, Node high, double length) {}

    private static Node grow(float[][] rows, int depth, SplittableRandom random) {
        int[] varying = random.ints(0, rows[0].length)
                .distinct()
                .limit(rows[0].length)
                .filter(k -> least(rows, k) < most(rows, k))
                .limit(1)
                .toArray();
        if (depth == 0 || rows.length < 2 || varying.length == 0) {
            return new Node(0, 0, null, null, pathLength(rows.length));
        }
        int feature = varying[0];
        float low = least(rows, feature);
        float value = (float) (low + random.nextDouble() * (most(rows, feature) - low));
        float[][] below =
                Arrays.stream(rows).filter(row -> row[feature] <= value).toArray(float[][]::new);
        float[][] above =
                Arrays.stream(rows).filter(row -> row[feature] > value).toArray(float[][]::new);
        if (above.length == 0) return grow(rows, depth - 1, random);
        return new Node(feature, value, grow(below, depth - 1, random), grow(above, depth - 1, random), 0);
    }

    private static float least(float[][] rows, int feature) {
        float least = Float.POSITIVE_INFINITY;
        for (float[] row : rows) least = Math.min(least, row[feature]);
        return least;
    }

    private static float most(float[][] rows, int feature) {
        float most = Float.NEGATIVE_INFINITY;
        for (float[] row : rows) most = Math.max(most, row[feature]);
        return most;
    }

    /** The mean path length of an unsuccessful search in a binary tree of n rows. */
    private static double pathLength(int n) {
        if (n < 2) return 0;
        if (n == 2) return 1;
        return 2 * (Math.log(n - 1) + 0.5772156649) - 2.0 * (n - 1) / n;
    }

    /** In (0, 1), high for rows that few splits isolate. */
    double[] scores(float[][] rows) {
        return Arrays.stream(rows).mapToDouble(this::score).toArray();
    }

    private double score(float[] row) {
        double sum = 0;
        for (Node tree : trees) {
            Node node = tree;
            int depth = 0;
            for (; node.low() != null; depth++) {
                node = row[node.feature()] <= node.value() ? node.low() : node.high();
            }
            sum += depth + node.length();
        }
        return Math.pow(2, -sum / TREES / expected);
    }
}
