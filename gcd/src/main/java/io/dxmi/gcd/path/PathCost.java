package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.sample.Transition;

/**
 * What a step costs beside the energy at the end of the path: the sampler's negative entropy, exact or as part of a bound.
 */
public interface PathCost {

    /**
     * Cost of a step in nats, (B), or a scalar if it is the same for all rows.
     *
     * @param sampler the policy's parameters
     * @param move differentiable as far as its parts are
     */
    <T> T of(Ops<T> o, Params<T> sampler, Transition<T> move);
}
