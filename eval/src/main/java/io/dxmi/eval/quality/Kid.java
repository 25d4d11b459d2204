package io.dxmi.eval.quality;

import java.util.Arrays;
import java.util.Random;

/**
 * Kernel Inception Distance (Bińkowski et al. 2018): the unbiased squared MMD with the cubic kernel, averaged over subsets.
 * Unlike FID it has no bias from the number of samples; it is 0 on average for equal distributions and may be negative.
 *
 * @param estimates one per subset
 */
public record Kid(double[] estimates) {

    /** On consecutive blocks of {@code size} rows: block i of a against block i of b; left-over rows are dropped. */
    public static Kid ofBlocks(double[][] a, double[][] b, int size) {
        int d = Points.dimension("a", a, "b", b);
        int blocks = Math.min(a.length, b.length) / requireSize(size, a, b);
        double[] estimates = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            double[][] blockA = Arrays.copyOfRange(a, i * size, (i + 1) * size);
            double[][] blockB = Arrays.copyOfRange(b, i * size, (i + 1) * size);
            estimates[i] = Mmd.unbiasedSquared(blockA, blockB, Kernel.cubic(d));
        }
        return new Kid(estimates);
    }

    /** On {@code subsets} independent pairs of random subsets of {@code size} rows, each drawn without replacement. */
    public static Kid ofSubsets(double[][] a, double[][] b, int subsets, int size, long seed) {
        int d = Points.dimension("a", a, "b", b);
        requireSize(size, a, b);
        if (subsets < 1) throw new IllegalArgumentException("need at least one subset, got " + subsets);
        Random random = new Random(seed);
        double[] estimates = new double[subsets];
        for (int i = 0; i < subsets; i++) {
            estimates[i] = Mmd.unbiasedSquared(draw(a, size, random), draw(b, size, random), Kernel.cubic(d));
        }
        return new Kid(estimates);
    }

    public double mean() {
        return Arrays.stream(estimates).sum() / estimates.length;
    }

    /** Standard deviation over subsets (divided by n - 1); NaN for a single subset. */
    public double sd() {
        double mean = mean();
        return Math.sqrt(
                Arrays.stream(estimates).map(e -> (e - mean) * (e - mean)).sum() / (estimates.length - 1));
    }

    private static int requireSize(int size, double[][] a, double[][] b) {
        if (size < 2 || size > Math.min(a.length, b.length)) {
            throw new IllegalArgumentException("subset size must be between 2 and the smaller set, got " + size + " of "
                    + a.length + " and " + b.length);
        }
        return size;
    }

    /** A partial Fisher-Yates shuffle. */
    private static double[][] draw(double[][] points, int size, Random random) {
        double[][] rows = points.clone();
        for (int i = 0; i < size; i++) {
            int j = i + random.nextInt(rows.length - i);
            double[] row = rows[j];
            rows[j] = rows[i];
            rows[i] = row;
        }
        return Arrays.copyOf(rows, size);
    }
}
