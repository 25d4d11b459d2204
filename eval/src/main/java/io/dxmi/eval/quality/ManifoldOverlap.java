package io.dxmi.eval.quality;

import java.util.Arrays;

/**
 * How far the supports of two sets of features overlap. Each set is widened to a union of balls that reach from every point
 * to its k-th nearest neighbour in the same set, boundary included.
 *
 * <ul>
 *   <li>Precision: share of samples inside the reference's union; recall: share of reference points inside the samples'
 *       union (Kynkäänniemi et al. 2019; k = 3 is customary).
 *   <li>Density: mean number of reference balls around a sample, divided by k; coverage: share of reference balls with at
 *       least one sample (Naeem et al. 2020; k = 5 is customary). Outliers inflate them less.
 * </ul>
 *
 * One computation serves several k. Time O((n + m)² d), memory O(n + m) beside the sets.
 */
public final class ManifoldOverlap {

    /** Keeps the realism of a sample that coincides with a reference point finite; added to squared distances. */
    private static final double REALISM_OFFSET = 1e-5;

    private final int[] neighbours;
    private final double[][] referenceRadii;
    private final double[][] sampleRadii;
    private final double[] referenceReach; // the largest radius of each
    private final double[] sampleReach;
    private final int[][] ballsAroundSample;
    private final boolean[][] ballReached;
    private final boolean[][] referenceInside;
    private final int[] nearest;
    private final double[] nearestSquared;
    private final double[] realism;

    private ManifoldOverlap(double[][] reference, double[][] samples, int[] neighbours) {
        this.neighbours = neighbours.clone();
        int n = reference.length;
        int m = samples.length;
        referenceRadii = NeighbourRadii.squared(reference, neighbours);
        sampleRadii = NeighbourRadii.squared(samples, neighbours);
        referenceReach = largest(referenceRadii);
        sampleReach = largest(sampleRadii);
        ballsAroundSample = new int[m][neighbours.length];
        ballReached = new boolean[n][neighbours.length];
        referenceInside = new boolean[n][neighbours.length];
        nearest = new int[m];
        nearestSquared = new double[m];
        Arrays.fill(nearestSquared, Double.POSITIVE_INFINITY);
        realism = new double[m];
    }

    /**
     * Compares {@code samples} with {@code reference}.
     *
     * @param reference (n, d)
     * @param samples (m, d)
     * @param neighbours the values of k, each at least 1 and below n and m; results are asked for by index into this list
     */
    public static ManifoldOverlap of(double[][] reference, double[][] samples, int... neighbours) {
        Points.dimension("reference", reference, "samples", samples);
        ManifoldOverlap overlap = new ManifoldOverlap(reference, samples, neighbours);
        SquaredDistances.between(reference, samples).visit(overlap::add);
        return overlap;
    }

    /** A sample's entries are written by one thread only; a reference point's flags are only ever raised. */
    private void add(SquaredDistances.Pairs pairs) {
        for (int i = 0; i < pairs.rowsA(); i++) {
            int r = pairs.firstA() + i;
            double[] least = pairs.least(i);
            for (int j = 0; j < pairs.rowsB(); j++) {
                int s = pairs.firstB() + j;
                double low = least[j];
                if (low > referenceReach[r]
                        && low > sampleReach[s]
                        && low >= nearestSquared[s]
                        && referenceRadii[r][0] <= realism[s] * (low + REALISM_OFFSET)) {
                    continue; // too far to matter
                }
                double high = pairs.most(i, j);
                add(r, s, clear(r, s, low, high) ? high : pairs.exact(i, j));
            }
        }
    }

    /** Whether all squared distances between two bounds have the same consequences, and none of them is the best so far. */
    private boolean clear(int r, int s, double low, double high) {
        if (low < nearestSquared[s] || referenceRadii[r][0] > realism[s] * (low + REALISM_OFFSET)) return false;
        for (int k = 0; k < neighbours.length; k++) {
            if (low <= referenceRadii[r][k] && high > referenceRadii[r][k]) return false;
            if (low <= sampleRadii[s][k] && high > sampleRadii[s][k]) return false;
        }
        return true;
    }

    private static double[] largest(double[][] radii) {
        return Arrays.stream(radii)
                .mapToDouble(row -> Arrays.stream(row).max().orElseThrow())
                .toArray();
    }

    private void add(int r, int s, double squared) {
        for (int k = 0; k < neighbours.length; k++) {
            if (squared <= referenceRadii[r][k]) {
                ballsAroundSample[s][k]++;
                ballReached[r][k] = true;
            }
            if (squared <= sampleRadii[s][k]) referenceInside[r][k] = true;
        }
        if (squared < nearestSquared[s]) {
            nearestSquared[s] = squared;
            nearest[s] = r;
        }
        realism[s] = Math.max(realism[s], referenceRadii[r][0] / (squared + REALISM_OFFSET));
    }

    /** Share of samples inside the reference's union of balls, for the {@code index}-th k. */
    public double precision(int index) {
        int inside = 0;
        for (int[] balls : ballsAroundSample) inside += balls[index] > 0 ? 1 : 0;
        return (double) inside / ballsAroundSample.length;
    }

    /** Share of reference points inside the samples' union of balls. */
    public double recall(int index) {
        return share(referenceInside, index);
    }

    /** Mean number of reference balls around a sample, over k; near 1 for equal distributions, and not bounded by 1. */
    public double density(int index) {
        double balls = 0;
        for (int[] around : ballsAroundSample) balls += around[index];
        return balls / ((double) neighbours[index] * ballsAroundSample.length);
    }

    /** Share of reference balls that hold a sample. */
    public double coverage(int index) {
        return share(ballReached, index);
    }

    /** For each sample, the nearest reference point; the first of several. */
    public int[] nearest() {
        return nearest.clone();
    }

    /** For each sample, the squared distance to the nearest reference point. */
    public double[] nearestSquaredDistance() {
        return nearestSquared.clone();
    }

    /**
     * For each sample, the largest ratio over all reference points of squared radius (of the first k) to squared distance
     * plus 1e-5: above 1 inside the reference's union, lower the less likely.
     */
    public double[] realism() {
        return realism.clone();
    }

    /** Whether a sample lies in the reference's union, (m, k). */
    public boolean[][] inside() {
        boolean[][] inside = new boolean[ballsAroundSample.length][neighbours.length];
        for (int s = 0; s < inside.length; s++) {
            for (int k = 0; k < neighbours.length; k++) inside[s][k] = ballsAroundSample[s][k] > 0;
        }
        return inside;
    }

    private static double share(boolean[][] flags, int index) {
        int set = 0;
        for (boolean[] flag : flags) set += flag[index] ? 1 : 0;
        return (double) set / flags.length;
    }
}
