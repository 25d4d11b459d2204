package io.dxmi.config;

/**
 * How the sampler is moved.
 *
 * @param critic it moves every so many iterations, on the states visited since it last moved (n_critic)
 * @param generator optimiser steps then, on minibatches (n_generator); of no effect on all states
 * @param from iterations during which it rests, while the energy finds its feet
 * @param skipLast entropy and running cost are left out of the last so many steps
 */
public record SamplerRule(States states, int critic, int generator, long from, int skipLast) {

    /** Which visited states an optimiser step sees. */
    public enum States {
        ALL,
        MINIBATCH
    }

    public SamplerRule {
        Require.atLeast("critic", critic, 1);
        Require.atLeast("generator", generator, 1);
        Require.atLeast("from", from, 0);
        Require.atLeast("skip_last", skipLast, 0);
    }
}
