package io.dxmi.gcd.train;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.sample.Transition;
import java.util.Arrays;

/**
 * Bounds the entropy of x_T through the path: with the diffusion's own noising kernel {@code q(x_t | x_{t+1}) =
 * N(sqrt(1 - beta_t) x_{t+1}, beta_t I)},
 * {@code -H(x_T) <= -H(x_0) + sum_t E[-H(x_{t+1} | x_t) - log q(x_t | x_{t+1})]}, equal when the kernel is the path's own
 * reversal. Each term of the sum is the cost of a step, constants included.
 *
 * @param beta (T), noise first
 * @param sampleShape shape of one sample
 */
public record PathKl(double[] beta, long... sampleShape) implements PathCost {

    @Override
    public <T> T of(Ops<T> o, Params<T> sampler, Transition<T> move) {
        double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        double[] shrink = new double[beta.length];
        double[] weight = new double[beta.length];
        double[] constant = new double[beta.length];
        for (int t = 0; t < beta.length; t++) {
            shrink[t] = Math.sqrt(1 - beta[t]);
            weight[t] = d / (2 * beta[t]);
            // entropy of the step d/2 (1 + log 2 pi) + d log sigma; the kernel's d/2 log(2 pi beta)
            constant[t] = d / 2 * (Math.log(beta[t]) - 1);
        }
        T noised = o.mul(move.next(), o.perSample(o.indexSelect(o.constant(shrink), move.t()), sampleShape.length + 1));
        T distance = o.mul(
                o.meanPerSample(o.square(o.sub(noised, move.state()))), o.indexSelect(o.constant(weight), move.t()));
        T entropy = o.scale(move.logStd(), d);
        return o.add(o.sub(distance, entropy), o.indexSelect(o.constant(constant), move.t()));
    }
}
