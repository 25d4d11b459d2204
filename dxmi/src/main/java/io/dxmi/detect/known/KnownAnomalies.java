package io.dxmi.detect.known;

import java.util.Arrays;

/**
 * A few known anomalies, whose energy {@code min(E_nearest(z), ceiling) - slope * max(0, L(z))} is subtracted from that of normal rows.
 * {@code E_nearest} is the kernel energy around the anomalies. Its ceiling keeps a row that resembles none of them from being
 * taken for normal. L is a {@link LinearDiscriminant}: where the anomalies are on one side of the normal rows, so are others; the
 * other side counts as normal rows do.
 *
 * @param points (n, dimensions)
 * @param weight of their energy
 * @param ceiling of {@code E_nearest}
 * @param slope energy for each standard deviation of L
 */
public record KnownAnomalies(
        float[] points, double weight, double ceiling, double slope, LinearDiscriminant discriminant) {

    /** Deviations of the energy of normal rows for each of L. With the weight of 0.25, chosen on development splits. */
    private static final double SLOPE = 4;

    /** Between the quartiles of a normal distribution, in standard deviations. A few contaminants do not move it. */
    private static final double QUARTILES = 1.349;

    /**
     * With a ceiling and a discriminant from normal rows.
     *
     * @param nearest {@code E_nearest} of the normal rows, whose median is the ceiling
     * @param energies of normal rows, each without itself; their quartiles give the slope
     * @param normal (m, dimensions)
     */
    public static KnownAnomalies of(
            float[] points, double weight, double[] nearest, double[] energies, float[] normal, int dimensions) {
        double[] sorted = energies.clone();
        Arrays.sort(sorted);
        double spread = (sorted[3 * sorted.length / 4] - sorted[sorted.length / 4]) / QUARTILES;
        if (!(spread > 0)) spread = deviation(energies); // most are equal
        double[] near = nearest.clone();
        Arrays.sort(near);
        return new KnownAnomalies(
                points,
                weight,
                near[near.length / 2],
                SLOPE * spread,
                LinearDiscriminant.of(normal, points, dimensions));
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0));
    }

    /** Without ceiling and discriminant, as in models that were fitted before there were any. */
    public static KnownAnomalies nearestOnly(float[] points, double weight, int dimensions) {
        return new KnownAnomalies(points, weight, Double.POSITIVE_INFINITY, 0, LinearDiscriminant.none(dimensions));
    }

    /**
     * The energies of the anomalies.
     *
     * @param nearest {@code E_nearest} of the rows
     * @param rows (nearest.length, dimensions)
     */
    public double[] energies(double[] nearest, float[] rows) {
        double[] out = new double[nearest.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.min(nearest[i], ceiling) - slope * Math.max(0, discriminant.of(rows, i));
        }
        return out;
    }
}
