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
        double sum = 0;
        double weighted = 0;
        int count = 0;
        int points = 0;
        for (int g = 0; g < GROUPS; g++) {
            int current = g;
            int[] out = IntStream.range(0, n).filter(i -> group[i] == current).toArray();
            int[] in = IntStream.range(0, n).filter(i -> group[i] != current).toArray();
            if (out.length < Math.max(2, SMALLEST * n) || in.length < n / 2) continue;
            float[] others = gather(rows, d, in);
            KernelScorer scorer = new KernelScorer(others, identity(d), d, bandwidth, 1);
            double[] normal =
                    scorer.leavingOut(others, IntStream.range(0, in.length).toArray());
            double auroc =
                    RankingCurve.of(normal, scorer.of(gather(rows, d, out))).auroc();
            sum += auroc;
            count++;
            weighted += out.length * auroc;
            points += out.length;
        }
        return count == 0 ? new Structure(0.5, 0.5) : new Structure(sum / count, weighted / points);
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

    private static float[] gather(float[] rows, int d, int[] numbers) {
        float[] out = new float[numbers.length * d];
        for (int i = 0; i < numbers.length; i++) System.arraycopy(rows, numbers[i] * d, out, i * d, d);
        return out;
    }

    private static float[] identity(int d) {
        float[] out = new float[d * d];
        Arrays.fill(out, 0);
        for (int i = 0; i < d; i++) out[i * d + i] = 1;
        return out;
    }
}
