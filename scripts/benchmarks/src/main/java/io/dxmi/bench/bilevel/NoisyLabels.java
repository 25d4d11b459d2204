package io.dxmi.bench.bilevel;

import ai.djl.ndarray.NDManager;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.gcd.bilevel.RowGradients;
import io.dxmi.samplers.engine.Torch;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One draw of the task: 20,000 training rows, of which a share got the label of another class, 1,000 clean rows and all test
 * rows. Of fewer rows than these there are 20 for training to each that is clean.
 */
final class NoisyLabels implements AutoCloseable {

    private static final int ROWS = 20_000;
    private static final int CLEAN = 1000;
    private static final double DECAY = 0.001;

    private final NDManager root = Torch.open();
    private final LabelledRows test;
    private final boolean[] corrupted;
    private final double share;
    private final long seed;
    final RowGradients training;
    final RowGradients clean;

    /**
     * Draws the rows.
     *
     * @param share the probability of a label to be replaced by another, uniform over the other nine
     */
    NoisyLabels(LabelledRows all, LabelledRows test, double share, long seed) {
        this.test = test;
        this.share = share;
        this.seed = seed;
        int cleanRows = Math.min(CLEAN, all.size() * CLEAN / (ROWS + CLEAN));
        int rows = cleanRows * (ROWS / CLEAN);
        this.corrupted = new boolean[rows];
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, all.size()).toArray();
        for (int i = 0; i < rows + cleanRows; i++) {
            int j = random.nextInt(i, order.length);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        LabelledRows noisy = all.some(Arrays.copyOf(order, rows));
        for (int i = 0; i < rows; i++) {
            corrupted[i] = random.nextDouble() < share;
            if (corrupted[i]) noisy.labels()[i] = (noisy.labels()[i] + random.nextInt(1, 10)) % LabelledRows.CLASSES;
        }
        training = noisy.in(root);
        clean = all.some(Arrays.copyOfRange(order, rows, rows + cleanRows)).in(root);
    }

    /** How well a score finds the corrupted rows: the area under the ROC curve. */
    double found(double[] score) {
        return RankingCurve.of(corrupted, score).auroc();
    }

    double accuracy(double[] weights) {
        return test.accuracy(weights);
    }

    boolean isClean(int row) {
        return !corrupted[row];
    }

    /** The mean loss of the clean rows. */
    double upperValue(double[] weights) {
        return Arrays.stream(clean.losses(weights, all(clean))).average().orElseThrow();
    }

    static int[] all(RowGradients rows) {
        return IntStream.range(0, rows.rows()).toArray();
    }

    /** The rows that remain without the {@link #share} of rows with the largest score. */
    IntPredicate without(double[] score) {
        double[] sorted = score.clone();
        Arrays.sort(sorted);
        double bound = sorted[(int) Math.round((1 - share) * corrupted.length) - 1];
        return i -> score[i] <= bound;
    }

    /** Weights after plain training on the rows that are kept: stochastic gradients, 256 rows each, with a falling step. */
    double[] trained(RowGradients rows, IntPredicate kept, int iterations) {
        int[] pool = IntStream.of(all(rows)).filter(kept).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = new double[rows.size()];
        double[] ones = new double[256];
        Arrays.fill(ones, 1);
        for (int k = 0; k < iterations; k++) {
            int[] batch =
                    random.ints(ones.length, 0, pool.length).map(i -> pool[i]).toArray();
            double[] gradient = rows.gradient(weights, batch, ones);
            double step = 0.3 / Math.sqrt(1 + k / 500.0);
            for (int i = 0; i < weights.length; i++) weights[i] -= step * (gradient[i] + 2 * DECAY * weights[i]);
        }
        return weights;
    }

    @Override
    public void close() {
        training.close();
        clean.close();
        root.close();
    }
}
