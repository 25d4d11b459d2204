package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The reference path measure that the running cost keeps the sampler near. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PathConfig.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = PathConfig.Brownian.class, name = "brownian"),
    @JsonSubTypes.Type(value = PathConfig.AdaptiveBrownian.class, name = "adaptive-brownian")
})
public sealed interface PathConfig {

    /** The kernel of the forward diffusion. */
    record Forward() implements PathConfig {}

    /** Brownian motion with the schedule's variances. */
    record Brownian() implements PathConfig {}

    /**
     * Brownian motion whose velocity follows the squared steps of the roll-outs.
     *
     * @param velocityDecay alpha of the running average, 0.99 in the paper
     */
    record AdaptiveBrownian(double velocityDecay) implements PathConfig {
        public AdaptiveBrownian {
            Require.within("velocity_decay", velocityDecay, 0, 1);
        }
    }
}
