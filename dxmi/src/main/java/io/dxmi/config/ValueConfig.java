package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** The value function. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ValueConfig.Separate.class, name = "separate"),
    @JsonSubTypes.Type(value = ValueConfig.Shared.class, name = "shared"),
    @JsonSubTypes.Type(value = ValueConfig.SharedTimeIndependent.class, name = "shared-time-independent")
})
public sealed interface ValueConfig {

    /** The time-dependent network; empty where the energy's serves at every time. */
    Optional<TimeScalarConfig> timeNetwork();

    /** A network of its own. */
    record Separate(TimeScalarConfig network, OptimizerConfig optimizer) implements ValueConfig {
        @Override
        public Optional<TimeScalarConfig> timeNetwork() {
            return Optional.of(network);
        }
    }

    /** One time-dependent network, which at t = T is the energy and is trained as the energy. */
    record Shared(TimeScalarConfig network) implements ValueConfig {
        @Override
        public Optional<TimeScalarConfig> timeNetwork() {
            return Optional.of(network);
        }
    }

    /** The energy, as the value at every time. */
    record SharedTimeIndependent() implements ValueConfig {
        @Override
        public Optional<TimeScalarConfig> timeNetwork() {
            return Optional.empty();
        }
    }
}
