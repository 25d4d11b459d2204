package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a step of a Markov chain does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = KernelConfig.Langevin.class, name = "langevin"),
    @JsonSubTypes.Type(value = KernelConfig.Mala.class, name = "mala")
})
public sealed interface KernelConfig {

    /** The temperature at which chains leave {@code exp(-E / temperature)} as it is, nats. */
    double temperature();

    /**
     * Langevin without correction.
     *
     * @param temperature of the noise, within [0, 1]
     */
    record Langevin(double temperature) implements KernelConfig {
        public Langevin {
            Require.within("temperature", temperature, 0, 1);
        }
    }

    /** Langevin with a Metropolis correction, at temperature 1. */
    record Mala() implements KernelConfig {
        @Override
        public double temperature() {
            return 1;
        }
    }
}
