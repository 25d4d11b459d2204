package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where the Markov chains of an iteration begin. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChainStartConfig.Data.class, name = "data"),
    @JsonSubTypes.Type(value = ChainStartConfig.Persistent.class, name = "persistent"),
    @JsonSubTypes.Type(value = ChainStartConfig.Noise.class, name = "noise")
})
public sealed interface ChainStartConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T data(Data start);

        T persistent(Persistent start);

        T noise(Noise start);
    }

    <T> T by(Cases<T> cases);

    /** At the data: contrastive divergence. */
    record Data() implements ChainStartConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.data(this);
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
        public <T> T by(Cases<T> cases) {
            return cases.persistent(this);
        }
    }

    /** At Gaussian noise. */
    record Noise() implements ChainStartConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.noise(this);
        }
    }
}
