package io.dxmi.bench.capacity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The task of fine-tuning capacity (arXiv 2408.00359): K samples of which N get another label; g has to be the change there and 0
 * at the others. The samples are seen through their projection on one direction.
 *
 * @param samples (K, d)
 * @param labels (K), 0 where nothing changes
 * @param changed the N numbers of the changed samples in the order of their projections
 * @param direction (d), of length 1
 * @param projections (K)
 * @param gaps (K), to the nearer neighbour on the line
 */
record Relabelling(
        double[][] samples, double[] labels, int[] changed, double[] direction, double[] projections, double[] gaps) {

    private static final int DIRECTIONS = 200;

    /** Normal samples and labels uniform in [-1, 1), with the best of 200 directions. */
    static Relabelling draw(int k, int n, int d, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[][] samples = new double[k][d];
        for (double[] row : samples) Arrays.setAll(row, i -> random.nextGaussian());
        // The samples have no order, so the first N of them are as good as any.
        double[] labels = new double[k];
        for (int i = 0; i < n; i++) labels[i] = random.nextDouble(-1, 1);
        Relabelling best = null;
        for (int i = 0; i < DIRECTIONS; i++) {
            Relabelling next = along(samples, labels, n, unit(random, d));
            if (best == null || next.smallestGap() > best.smallestGap()) best = next;
        }
        return best;
    }

    private static double[] unit(RandomGenerator random, int d) {
        double[] u = new double[d];
        Arrays.setAll(u, i -> random.nextGaussian());
        double norm = Math.sqrt(Arrays.stream(u).map(v -> v * v).sum());
        Arrays.setAll(u, i -> u[i] / norm);
        return u;
    }

    private static Relabelling along(double[][] samples, double[] labels, int n, double[] direction) {
        int k = samples.length;
        double[] t = new double[k];
        Arrays.setAll(
                t,
                i -> IntStream.range(0, direction.length)
                        .mapToDouble(c -> samples[i][c] * direction[c])
                        .sum());
        Comparator<Integer> order = Comparator.comparingDouble(i -> t[i]);
        int[] sorted = IntStream.range(0, k)
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
        double[] gaps = new double[k];
        for (int i = 0; i < k; i++) {
            double left = i == 0 ? Double.POSITIVE_INFINITY : t[sorted[i]] - t[sorted[i - 1]];
            double right = i == k - 1 ? Double.POSITIVE_INFINITY : t[sorted[i + 1]] - t[sorted[i]];
            gaps[sorted[i]] = Math.min(left, right);
        }
        int[] changed = IntStream.of(sorted).filter(i -> i < n).toArray();
        return new Relabelling(samples, labels, changed, direction, t, gaps);
    }

    /** The smallest gap beside a changed sample; the others may lie as close together as they like. */
    double smallestGap() {
        return IntStream.of(changed).mapToDouble(i -> gaps[i]).min().orElseThrow();
    }

    double firstProjection() {
        return Arrays.stream(projections).min().orElseThrow();
    }
}
