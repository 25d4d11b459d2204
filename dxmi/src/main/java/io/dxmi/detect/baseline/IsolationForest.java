package io.dxmi.detect.baseline;

import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Isolation forest (Liu, Ting and Zhou, 2008): 100 trees on 256 rows each, their usual choice. The score is in (0, 1), high
 * for rows that few random splits isolate.
 */
public final class IsolationForest implements VectorEnergy {

    private static final int TREES = 100;
    private static final int SAMPLE = 256;
    private static final double EULER = 0.5772156649015329;

    /** Columns of a node: feature, threshold, numbers of its two children, mean path length of the rows in a leaf. */
    private static final int FEATURE = 0;

    private static final int THRESHOLD = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;
    private static final int LENGTH = 4;
    private static final int COLUMNS = 5;

    private final int dimensions;
    private final float[] nodes; // (n, COLUMNS): the root of tree t is node t; a leaf has itself as a child
    private final double expected;

    private IsolationForest(float[] nodes, int dimensions, double expected) {
        this.nodes = nodes;
        this.dimensions = dimensions;
        this.expected = expected;
    }

    /** Grows the trees on rows (n, dimensions). */
    public static IsolationForest grown(float[] rows, int dimensions, long seed) {
        int n = rows.length / dimensions;
        int size = Math.min(SAMPLE, n);
        int depth = (int) Math.ceil(Math.log(Math.max(2, size)) / Math.log(2));
        Growth growth = new Growth(rows, dimensions, new SplittableRandom(seed));
        for (int t = 0; t < TREES; t++) growth.nodes.add(null);
        for (int t = 0; t < TREES; t++) {
            int[] chosen = growth.random.ints(0, n).distinct().limit(size).toArray();
            growth.grow(t, chosen, depth);
        }
        return new IsolationForest(growth.flat(), dimensions, pathLength(size));
    }

    /**
     * From a model's arrays.
     *
     * @param file named in errors
     * @throws UserError if the nodes are no trees
     */
    public static IsolationForest read(Map<String, HostTensor> member, int dimensions, Path file) {
        HostTensor nodes = member.get("nodes");
        HostTensor expected = member.get("expected");
        if (nodes == null || expected == null || !areTrees(nodes, dimensions)) {
            throw new UserError(file + ": the isolation forest is damaged; fit it again");
        }
        return new IsolationForest(nodes.toFloats(), dimensions, expected.toDoubles()[0]);
    }

    /** Whether every child comes after its parent, and every feature exists, so that a path ends. */
    private static boolean areTrees(HostTensor tensor, int dimensions) {
        long[] shape = tensor.shape();
        if (shape.length != 2 || shape[1] != COLUMNS || shape[0] < TREES) return false;
        float[] nodes = tensor.toFloats();
        for (int i = 0; i < shape[0]; i++) {
            int at = i * COLUMNS;
            boolean leaf = nodes[at + LOW] == i && nodes[at + HIGH] == i;
            boolean split = nodes[at + LOW] > i && nodes[at + HIGH] > i;
            boolean within = nodes[at + LOW] < shape[0] && nodes[at + HIGH] < shape[0];
            if (!within || !(leaf || split)) return false;
            if (!(nodes[at + FEATURE] >= 0 && nodes[at + FEATURE] < dimensions)) return false;
        }
        return true;
    }

    /** Grows on all points but the held-out ones. */
    public record Member(long seed) implements MemberFit {
        @Override
        public MemberFit.Member fit(
                float[] points, int d, int[] heldOut, int number, Map<String, HostTensor> tensors, Progress progress) {
            IsolationForest forest = grown(MemberFit.training(points, d, heldOut), d, Seeds.mix(seed, number));
            String prefix = "energy." + number + ".";
            tensors.put(prefix + "nodes", HostTensor.of(forest.nodes, forest.nodes.length / COLUMNS, COLUMNS));
            tensors.put(prefix + "expected", HostTensor.of(new double[] {forest.expected}, 1));
            return new MemberFit.Member(forest, forest.of(MemberFit.select(points, d, heldOut)));
        }
    }

    /** The mean path length of an unsuccessful search in a binary tree of n rows. */
    private static double pathLength(int n) {
        if (n < 2) return 0;
        if (n == 2) return 1;
        return 2 * (Math.log(n - 1) + EULER) - 2.0 * (n - 1) / n;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public double[] of(float[] rows) {
        double[] scores = new double[rows.length / dimensions];
        for (int i = 0; i < scores.length; i++) scores[i] = score(rows, i * dimensions);
        return scores;
    }

    private double score(float[] rows, int offset) {
        double sum = 0;
        for (int t = 0; t < TREES; t++) {
            int node = t;
            int depth = 0;
            while (true) {
                int at = node * COLUMNS;
                boolean low = rows[offset + (int) nodes[at + FEATURE]] <= nodes[at + THRESHOLD];
                int next = (int) nodes[at + (low ? LOW : HIGH)];
                if (next == node) break;
                node = next;
                depth++;
            }
            sum += depth + nodes[node * COLUMNS + LENGTH];
        }
        return Math.pow(2, -sum / TREES / expected);
    }

    /** Trees while they grow. */
    private static final class Growth {

        final SplittableRandom random;
        final List<float[]> nodes = new ArrayList<>();
        private final float[] rows;
        private final int dimensions;

        Growth(float[] rows, int dimensions, SplittableRandom random) {
            this.rows = rows;
            this.dimensions = dimensions;
            this.random = random;
        }

        float[] flat() {
            float[] flat = new float[nodes.size() * COLUMNS];
            for (int i = 0; i < nodes.size(); i++) System.arraycopy(nodes.get(i), 0, flat, i * COLUMNS, COLUMNS);
            return flat;
        }

        void grow(int node, int[] chosen, int depth) {
            int feature = depth == 0 || chosen.length < 2 ? -1 : varying(chosen);
            if (feature < 0) {
                nodes.set(node, new float[] {0, 0, node, node, (float) pathLength(chosen.length)});
                return;
            }
            float least = least(chosen, feature);
            float most = most(chosen, feature);
            float drawn = (float) (least + random.nextDouble() * (most - least));
            float threshold = drawn < most ? drawn : least; // rounding must leave a row on each side
            int low = added();
            int high = added();
            nodes.set(node, new float[] {feature, threshold, low, high, 0});
            grow(
                    low,
                    Arrays.stream(chosen)
                            .filter(i -> value(i, feature) <= threshold)
                            .toArray(),
                    depth - 1);
            grow(
                    high,
                    Arrays.stream(chosen)
                            .filter(i -> value(i, feature) > threshold)
                            .toArray(),
                    depth - 1);
        }

        private int added() {
            nodes.add(null);
            return nodes.size() - 1;
        }

        /** A random feature in which the rows differ, or -1. */
        private int varying(int[] chosen) {
            return random.ints(0, dimensions)
                    .distinct()
                    .limit(dimensions)
                    .filter(k -> least(chosen, k) < most(chosen, k))
                    .findFirst()
                    .orElse(-1);
        }

        private float value(int row, int feature) {
            return rows[row * dimensions + feature];
        }

        private float least(int[] chosen, int feature) {
            float least = Float.POSITIVE_INFINITY;
            for (int i : chosen) least = Math.min(least, value(i, feature));
            return least;
        }

        private float most(int[] chosen, int feature) {
            float most = Float.NEGATIVE_INFINITY;
            for (int i : chosen) most = Math.max(most, value(i, feature));
            return most;
        }
    }
}
