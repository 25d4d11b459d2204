package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.gcd.negative.ChainInputs;
import io.dxmi.gcd.negative.DataChains;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseChains;
import io.dxmi.gcd.negative.PersistentChains;

/** Where the Markov chains of an iteration begin. A kind holds its keys and makes its negative sampler. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChainStartConfig.Data.class, name = "data"),
    @JsonSubTypes.Type(value = ChainStartConfig.Persistent.class, name = "persistent"),
    @JsonSubTypes.Type(value = ChainStartConfig.Noise.class, name = "noise")
})
public sealed interface ChainStartConfig {

    /** The negative sampler whose chains begin there. */
    NegativeSampler negatives(ChainInputs chains);

    /** At the data: contrastive divergence. */
    record Data() implements ChainStartConfig {
        @Override
        public NegativeSampler negatives(ChainInputs chains) {
            return new DataChains(chains.chain());
        }
    }

    /**
     * Where earlier iterations left them: persistent contrastive divergence.
     *
     * @param buffer chains that are kept
     * @param restart share of them that start anew from noise when drawn
     */
    record Persistent(int buffer, double restart) implements ChainStartConfig {
        public Persistent {
            Require.atLeast("buffer", buffer, 1);
            Require.within("restart", restart, 0, 1);
        }

        @Override
        public NegativeSampler negatives(ChainInputs chains) {
            return PersistentChains.of(chains, buffer, restart);
        }
    }

    /** At Gaussian noise. */
    record Noise() implements ChainStartConfig {
        @Override
        public NegativeSampler negatives(ChainInputs chains) {
            return new NoiseChains(chains.chain(), chains.noiseSd());
        }
    }
}
