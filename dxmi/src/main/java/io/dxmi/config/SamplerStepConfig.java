package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Which visited states an optimiser step of a sampler that follows a value sees. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SamplerStepConfig.All.class, name = "all"),
    @JsonSubTypes.Type(value = SamplerStepConfig.Minibatch.class, name = "minibatch")
})
public sealed interface SamplerStepConfig {

    /** Entropy and running cost are left out of the last so many steps. */
    int skipLast();

    /** All of them, in one optimiser step. */
    record All(int skipLast) implements SamplerStepConfig {
        public All {
            Require.atLeast("skip_last", skipLast, 0);
        }
    }

    /**
     * Random minibatches of them.
     *
     * @param nGenerator optimiser steps in a row, one minibatch each
     */
    record Minibatch(int nGenerator, int skipLast) implements SamplerStepConfig {
        public Minibatch {
            Require.count("n_generator", nGenerator, 1, 10_000);
            Require.atLeast("skip_last", skipLast, 0);
        }
    }
}
