package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The penalty on the energy's slope between data and samples. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GradientPenaltyConfig.None.class, name = "none"),
    @JsonSubTypes.Type(value = GradientPenaltyConfig.TwoSided.class, name = "two-sided")
})
public sealed interface GradientPenaltyConfig {

    /** No penalty. */
    record None() implements GradientPenaltyConfig {}

    /**
     * The squared distance of the slope's norm from a target.
     *
     * @param weight of the penalty
     * @param slope the target
     */
    record TwoSided(double weight, double slope) implements GradientPenaltyConfig {
        public TwoSided {
            Require.above("weight", weight, 0);
            Require.atLeast("slope", slope, 0);
        }
    }
}
