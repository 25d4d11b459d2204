package io.dxmi.value;

import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.List;

/**
 * Value guidance: {@code x_{t+1} <- x_{t+1} - lambda[t] sigma_t grad V(x_{t+1}, t+1)}. Positive lambda goes downhill in
 * energy; the reference code's scale has the opposite sign.
 *
 * <p>The step of a {@link Chain} over the sampler's weights and those that the value reads.
 *
 * @param lambda (T), 0 where a step is left alone
 */
public record GuidedStep(Sampler sampler, ValueFunction value, double[] lambda) implements Computation {

    @Override
    public List<String> inputs() {
        return Chain.STEP_INPUTS;
    }

    @Override
    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T t = in.get(1);
        Transition<T> move = sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), t, in.get(2), in.get(3));
        T here = o.variable(move.next());
        T slope = o.gradient(o.sum(value.at(o, networks, here, o.increment(t, 1), in.get(3))), here);
        T stride = o.mul(move.std(), o.indexSelect(o.constant(lambda), t));
        T next = o.sub(here, o.mul(o.perSample(stride, sampler.rank()), slope));
        return List.of(move.mean(), move.std(), o.stopGradient(next));
    }
}
