package io.dxmi.eval.quality;

import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Point sets for tests. */
final class Sets {

    private Sets() {}

    static double[][] gaussian(int n, int d, Random random) {
        double[][] points = new double[n][d];
        for (double[] point : points) Arrays.setAll(point, j -> random.nextGaussian());
        return points;
    }

    /** {@code scale * x + shift} in every coordinate. */
    static double[][] affine(double[][] points, double scale, double shift) {
        return Arrays.stream(points)
                .map(p -> Arrays.stream(p).map(v -> scale * v + shift).toArray())
                .toArray(double[][]::new);
    }

    static double[][] shuffled(double[][] points, Random random) {
        List<double[]> rows = Arrays.asList(points.clone());
        Collections.shuffle(rows, random);
        return rows.toArray(double[][]::new);
    }

    static double[] column(double[][] points, int j) {
        return Arrays.stream(points).mapToDouble(p -> p[j]).toArray();
    }

    /** The rows of an array of rank 2; of higher rank, all but the first axis flattened. */
    static double[][] rows(HostTensor array) {
        double[] flat = array.toDoubles();
        int n = (int) array.shape()[0];
        int d = flat.length / n;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) rows[i] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
        return rows;
    }

    static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    static double[] wide(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }
}
