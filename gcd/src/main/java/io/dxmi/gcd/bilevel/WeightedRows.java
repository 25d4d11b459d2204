package io.dxmi.gcd.bilevel;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The lower level of data hyper-cleaning: {@code g(x, y) = mean_i sigmoid(x_i) loss_i(y) + decay |y|^2} over all rows i, where x
 * has one number for each row and y are the weights of the network. A minibatch is a list of rows.
 *
 * <p>The gradient for x needs no back-propagation: it is {@code sigmoid'(x_i) loss_i(y) / B} for the B rows of the minibatch and
 * 0 elsewhere.
 *
 * @param rows losses and gradients of the training rows
 * @param decay weight of the squared norm
 * @param batch rows of a minibatch, drawn with replacement
 */
public record WeightedRows(RowGradients rows, double decay, int batch) implements Level<int[]> {

    @Override
    public int[] sample(RandomGenerator random) {
        return random.ints(batch, 0, rows.rows()).toArray();
    }

    @Override
    public double[] gradientX(double[] x, double[] y, int[] sample) {
        double[] losses = rows.losses(y, sample);
        double[] out = new double[x.length];
        for (int k = 0; k < sample.length; k++) {
            double share = share(x[sample[k]]);
            out[sample[k]] += share * (1 - share) * losses[k] / sample.length;
        }
        return out;
    }

    @Override
    public double[] gradientY(double[] x, double[] y, int[] sample) {
        double[] factors = Arrays.stream(sample).mapToDouble(i -> share(x[i])).toArray();
        double[] out = rows.gradient(y, sample, factors);
        for (int i = 0; i < out.length; i++) out[i] += 2 * decay * y[i];
        return out;
    }

    /** The weight in (0, 1) of a row with upper variable x. */
    public static double share(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
