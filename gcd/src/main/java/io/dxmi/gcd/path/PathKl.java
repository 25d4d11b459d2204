package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.sample.Transition;
import java.util.Arrays;

/**
 * Bounds the entropy of x_T through the path: with the diffusion's own noising kernel {@code q(x_t | x_{t+1})} ({@link
 * ForwardKernel}), {@code -H(x_T) <= -H(x_0) + sum_t E[-H(x_{t+1} | x_t) - log q(x_t | x_{t+1})]}, equal when the kernel is
 * the path's own reversal. The cost of a step is one term of the sum, in nats of the whole vector: {@code D (c_t - log
 * sigma_t)} with the kernel's running cost c_t, plus a constant.
 *
 * <p>DxMI's cost to go has the same two terms per dimension, with weights of their own at each step, the constant left out and
 * the value of the next state added.
 *
 * @param beta (T), noise first
 * @param sampleShape shape of one sample
 */
public record PathKl(double[] beta, long... sampleShape) implements PathCost {

    @Override
    public <T> T of(Ops<T> o, Params<T> sampler, Transition<T> move) {
        double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        ForwardKernel kernel = new ForwardKernel(beta, sampleShape.length + 1);
        // entropy of the step d/2 (1 + log 2 pi) + d log sigma; the kernel's d/2 log(2 pi beta)
        double[] constant =
                Arrays.stream(beta).map(b -> d / 2 * (Math.log(b) - 1)).toArray();
        T distance = kernel.cost(o, move.state(), move.next(), move.t(), d);
        T entropy = o.scale(move.logStd(), d);
        return o.add(o.sub(distance, entropy), o.indexSelect(o.constant(constant), move.t()));
    }
}
