package io.dxmi.gcd.bilevel;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The upper level of data hyper-cleaning: {@code f(x, y) = mean_j loss_j(y)} over clean rows, which does not depend on x. A
 * minibatch is a list of rows.
 *
 * @param rows losses and gradients of the clean rows
 * @param batch rows of a minibatch, drawn with replacement
 */
public record CleanRows(RowGradients rows, int batch) implements Level<int[]> {

    @Override
    public int[] sample(RandomGenerator random) {
        return random.ints(batch, 0, rows.rows()).toArray();
    }

    @Override
    public double[] gradientX(double[] x, double[] y, int[] sample) {
        return new double[x.length];
    }

    @Override
    public double[] gradientY(double[] x, double[] y, int[] sample) {
        double[] ones = new double[sample.length];
        Arrays.fill(ones, 1);
        return rows.gradient(y, sample, ones);
    }
}
