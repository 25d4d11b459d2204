package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;

/**
 * The diffusion's own noising kernel {@code q(x_t | x_{t+1}) = N(sqrt(1 - beta_t) x_{t+1}, beta_t I)}: cost
 * {@code |sqrt(1 - beta_t) x_{t+1} - x_t|^2 / (2 beta_t D)}.
 *
 * @param beta (T), noise first
 * @param rank number of axes of a batch
 */
public record ForwardKernel(double[] beta, int rank) implements ReferencePath {

    @Override
    public <T> T cost(Ops<T> o, T state, T next, T t, T velocity) {
        return cost(o, state, next, t, 1);
    }

    /** The cost per dimension times a factor, (B). */
    <T> T cost(Ops<T> o, T state, T next, T t, double factor) {
        double[] shrink = new double[beta.length];
        double[] weight = new double[beta.length];
        for (int i = 0; i < beta.length; i++) {
            shrink[i] = Math.sqrt(1 - beta[i]);
            weight[i] = factor / (2 * beta[i]);
        }
        T noised = o.mul(next, o.perSample(o.indexSelect(o.constant(shrink), t), rank));
        return o.mul(o.meanPerSample(o.square(o.sub(noised, state))), o.indexSelect(o.constant(weight), t));
    }
}
