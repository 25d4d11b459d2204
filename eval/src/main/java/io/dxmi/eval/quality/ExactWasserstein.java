package io.dxmi.eval.quality;

/**
 * Wasserstein distances between two equally large sets of points by optimal matching. Cost grows with n³ and memory
 * with n²: meant for up to about 2,000 points; use {@link SlicedWasserstein} beyond.
 */
public final class ExactWasserstein {

    private ExactWasserstein() {}

    /**
     * The optimum.
     *
     * @param distance the Wasserstein distance
     * @param columnOf for each row of the first set, the row of the second that it is matched with
     */
    public record Matching(double distance, int[] columnOf) {}

    /** W1: the smallest mean Euclidean distance over all matchings of {@code a} (n, d) with {@code b} (n, d). */
    public static Matching w1(double[][] a, double[][] b) {
        double[][] cost = squaredDistances(a, b);
        for (double[] row : cost) {
            for (int j = 0; j < row.length; j++) row[j] = Math.sqrt(row[j]);
        }
        int[] columnOf = Assignment.solve(cost);
        return new Matching(meanCost(cost, columnOf), columnOf);
    }

    /** W2: the root of the smallest mean squared distance over all matchings. */
    public static Matching w2(double[][] a, double[][] b) {
        double[][] cost = squaredDistances(a, b);
        int[] columnOf = Assignment.solve(cost);
        return new Matching(Math.sqrt(meanCost(cost, columnOf)), columnOf);
    }

    private static double meanCost(double[][] cost, int[] columnOf) {
        double sum = 0;
        for (int i = 0; i < columnOf.length; i++) sum += cost[i][columnOf[i]];
        return sum / columnOf.length;
    }

    private static double[][] squaredDistances(double[][] a, double[][] b) {
        int d = Points.dimension("a", a, "b", b);
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "matching needs equally many points, got " + a.length + " and " + b.length);
        }
        double[][] squared = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    double difference = a[i][k] - b[j][k];
                    sum += difference * difference;
                }
                squared[i][j] = sum;
            }
        }
        return squared;
    }
}
