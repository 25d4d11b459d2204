package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the value is fitted. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ValueStepConfig.Shared.class, name = "shared"),
    @JsonSubTypes.Type(value = ValueStepConfig.Joint.class, name = "joint"),
    @JsonSubTypes.Type(value = ValueStepConfig.Backward.class, name = "backward")
})
public sealed interface ValueStepConfig {

    /** Whether the target counts the steps' entropy. */
    boolean entropy();

    /** Whether the target counts the running cost. */
    boolean running();

    /** Whether targets take their next states from the roll-out instead of a fresh step of the policy. */
    default boolean storedStates() {
        return this instanceof Backward backward && backward.nextState() == NextState.STORED;
    }

    /**
     * One optimiser step over all states of the roll-out and their own next states; the sampler's step uses the evaluations of
     * the roll-out and of the value step.
     */
    record Shared(boolean entropy, boolean running) implements ValueStepConfig {}

    /** One optimiser step over all states at once; the next states are fresh. */
    record Joint(boolean entropy, boolean running) implements ValueStepConfig {}

    /** One optimiser step per time, from the last step to the first (DxDP). */
    record Backward(NextState nextState, boolean entropy, boolean running) implements ValueStepConfig {
        public Backward {
            Require.that(nextState != null, "next_state must be given");
        }
    }

    /** Where a target's next state comes from. */
    enum NextState {
        /** The roll-out. */
        STORED,
        /** A fresh step of the current policy. */
        FRESH
    }
}
