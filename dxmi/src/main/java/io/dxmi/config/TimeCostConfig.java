package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The cost of a step that depends on its time alone. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TimeCostConfig.None.class, name = "none"),
    @JsonSubTypes.Type(value = TimeCostConfig.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = TimeCostConfig.Sigmoid.class, name = "sigmoid")
})
public sealed interface TimeCostConfig {

    /** No cost. */
    record None() implements TimeCostConfig {}

    /**
     * The same cost at every time.
     *
     * @param weight R, nats per dimension
     */
    record Constant(double weight) implements TimeCostConfig {
        public Constant {
            Require.atLeast("weight", weight, 0);
        }
    }

    /**
     * A bump around the middle step, the difference of two sigmoids.
     *
     * @param weight R, nats per dimension
     */
    record Sigmoid(double weight) implements TimeCostConfig {
        public Sigmoid {
            Require.atLeast("weight", weight, 0);
        }
    }
}
