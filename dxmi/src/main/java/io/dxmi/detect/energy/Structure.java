package io.dxmi.detect.energy;

import io.dxmi.eval.anomaly.RankingCurve;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Whether normal data falls into groups with gaps between them: each of eight groups is taken for anomalies in turn, and the
 * score is how well an energy of the other groups tells it from them. No anomaly is needed.
 *
 * @param mean of the AUROC over the groups, 0.5 for data without gaps
 * @param bySize the same, where groups count by their numbers of points: a few contaminants that form a group change it little
 */
public record Structure(double mean, double bySize) {

    private static final int GROUPS = 8;
    private static final int ROUNDS = 15;

    /** Groups of a smaller share of the data say nothing. */
    private static final double SMALLEST = 0.02;

    /**
     * How well the groups of rows are told apart.
     *
     * @param rows (n, d), n of a thousand or so; costs n^2 d
     * @param bandwidth of the energies
     * @param seed of the first point that the groups start from
     */
    public static Structure of(float[] rows, int d, double bandwidth, long seed) {
        int n = rows.length / d;
        int[] group = groups(rows, d, seed);
        double[][] exponents = exponents(rows, d, bandwidth);
        double sum = 0;
        double weighted = 0;
        int count = 0;
        int points = 0;
        for (int g = 0; g < GROUPS; g++) {
            int current = g;
            int[] out = IntStream.range(0, n).filter(i -> group[i] == current).toArray();
            int[] in = IntStream.range(0, n).filter(i -> group[i] != current).toArray();
            if (out.length < Math.max(2, SMALLEST * n) || in.length < n / 2) continue;
            double auroc = RankingCurve.of(energies(exponents, in, in), energies(exponents, out, in))
                    .auroc();
            sum += auroc;
            count++;
            weighted += out.length * auroc;
            points += out.length;
        }
        return count == 0 ? new Structure(0.5, 0.5) : new Structure(sum / count, weighted / points);
    }

    /** Exponents of the kernel between each two rows, (n, n). */
    private static double[][] exponents(float[] rows, int d, double bandwidth) {
        int n = rows.length / d;
        double[][] exponents = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double squares = Bandwidth.squaredDistance(rows, d, i, j, Double.POSITIVE_INFINITY);
                exponents[i][j] = -squares / (2 * bandwidth * bandwidth);
                exponents[j][i] = exponents[i][j];
            }
        }
        return exponents;
    }

    /** Negative logarithms of the mean kernel between each of some points and all other remembered ones. */
    private static double[] energies(double[][] exponents, int[] points, int[] remembered) {
        return Arrays.stream(points)
                .mapToDouble(i -> {
                    double most = Double.NEGATIVE_INFINITY;
                    for (int j : remembered) if (j != i) most = Math.max(most, exponents[i][j]);
                    double sum = 0;
                    int others = 0;
                    for (int j : remembered) {
                        if (j == i) continue;
                        sum += Math.exp(exponents[i][j] - most);
                        others++;
                    }
                    return Math.log(others) - most - Math.log(sum);
                })
                .toArray();
    }

    /** Lloyd's k-means from points far apart. */
    private static int[] groups(float[] rows, int d, long seed) {
        int n = rows.length / d;
        float[] centres = MemberFit.select(rows, d, Coreset.of(rows, d, Math.min(GROUPS, n), seed));
        int k = centres.length / d;
        int[] group = new int[n];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < n; i++) group[i] = nearest(rows, i, centres, k, d);
            double[] sums = new double[k * d];
            int[] sizes = new int[k];
            for (int i = 0; i < n; i++) {
                sizes[group[i]]++;
                for (int j = 0; j < d; j++) sums[group[i] * d + j] += rows[i * d + j];
            }
            for (int c = 0; c < k * d; c++) if (sizes[c / d] > 0) centres[c] = (float) (sums[c] / sizes[c / d]);
        }
        return group;
    }

    private static int nearest(float[] rows, int i, float[] centres, int k, int d) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < k; c++) {
            double sum = 0;
            for (int j = 0; j < d && sum < least; j++) {
                double difference = rows[i * d + j] - centres[c * d + j];
                sum += difference * difference;
            }
            if (sum < least) {
                least = sum;
                best = c;
            }
        }
        return best;
    }
}
