package io.dxmi.eval.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Wasserstein distances between samples of real numbers, exact for any two sizes. */
public final class Wasserstein1d {

    private Wasserstein1d() {}

    /** The mean absolute difference of the quantile functions. */
    public static double w1(double[] a, double[] b) {
        return cost(sorted("a", a), sorted("b", b), Order.ONE);
    }

    /** The root of the mean squared difference of the quantile functions. */
    public static double w2(double[] a, double[] b) {
        return Math.sqrt(cost(sorted("a", a), sorted("b", b), Order.TWO));
    }

    /**
     * W1 between weighted samples: the area between the two distribution functions.
     *
     * @param weightsA one per value, not negative, not all zero; scaled to sum to 1
     * @param weightsB likewise
     */
    public static double w1(double[] a, double[] weightsA, double[] b, double[] weightsB) {
        int[] orderA = order("a", a, weightsA);
        int[] orderB = order("b", b, weightsB);
        double totalA = Arrays.stream(weightsA).sum();
        double totalB = Arrays.stream(weightsB).sum();
        double massA = 0;
        double massB = 0;
        double area = 0;
        double at = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            boolean takeA = j == b.length || (i < a.length && a[orderA[i]] <= b[orderB[j]]);
            double next = takeA ? a[orderA[i]] : b[orderB[j]];
            if (i + j > 0) area += Math.abs(massA / totalA - massB / totalB) * (next - at);
            at = next;
            if (takeA) massA += weightsA[orderA[i++]];
            else massB += weightsB[orderB[j++]];
        }
        return area;
    }

    /** The power of the distance between matched values. */
    enum Order {
        ONE,
        TWO;

        double cost(double difference) {
            return this == ONE ? Math.abs(difference) : difference * difference;
        }
    }

    /**
     * The mean cost of the monotone coupling of two sorted samples. With n and m values the quantile functions are
     * steps of width 1/n and 1/m; the breaks are compared as integers, so the coupling is exact.
     */
    static double cost(double[] a, double[] b, Order order) {
        if (a.length == b.length) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) sum += order.cost(a[i] - b[i]);
            return sum / a.length;
        }
        long n = a.length;
        long m = b.length;
        double sum = 0;
        long done = 0; // of n * m
        int i = 0;
        int j = 0;
        while (i < n && j < m) {
            long endA = (i + 1) * m;
            long endB = (j + 1) * n;
            long end = Math.min(endA, endB);
            sum += (end - done) * order.cost(a[i] - b[j]);
            done = end;
            if (endA == end) i++;
            if (endB == end) j++;
        }
        return sum / ((double) n * m);
    }

    private static double[] sorted(String name, double[] values) {
        requireFinite(name, values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static int[] order(String name, double[] values, double[] weights) {
        requireFinite(name, values);
        if (weights.length != values.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values, but " + weights.length + " weights");
        }
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " of " + name + " is " + weights[i]
                        + ", expected a finite number of at least 0");
            }
        }
        if (Arrays.stream(weights).sum() == 0)
            throw new IllegalArgumentException("the weights of " + name + " are all 0");
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static void requireFinite(String name, double[] values) {
        if (values.length == 0) throw new IllegalArgumentException(name + " holds no values");
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("value " + i + " of " + name + " is " + values[i]);
            }
        }
    }
}
