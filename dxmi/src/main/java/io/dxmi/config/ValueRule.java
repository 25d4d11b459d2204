package io.dxmi.config;

/**
 * How the value is fitted.
 *
 * @param order of the states
 * @param moves where a target's next state comes from
 * @param entropy whether the target counts the steps' entropy
 * @param running whether the target counts the running cost
 */
public record ValueRule(Order order, Moves moves, boolean entropy, boolean running) {

    /** Order of the states. */
    public enum Order {
        /** One optimiser step per time, from the last step to the first (DxDP). */
        BACKWARD,
        /** One optimiser step over all states at once. */
        JOINT
    }

    /** Where a target's next state comes from. */
    public enum Moves {
        /** The roll-out. */
        STORED,
        /** A fresh step of the current policy. */
        FRESH
    }

    public ValueRule {
        Require.that(
                order != Order.JOINT || moves == Moves.FRESH,
                "moves must be fresh where the order is joint, got stored");
    }
}
