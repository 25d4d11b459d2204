package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Optimiser steps down one loss, compiled by {@link Learner#compile}. */
public interface Update extends AutoCloseable {

    /**
     * Begins one step; other work may be handed to the device before its statistics are read.
     *
     * @param scope owns the statistics, which are read before it is closed
     * @param rateFactor multiplies every learning rate, for schedules
     * @param seed what the loss's own noise is drawn from, if it draws any; see {@link io.dxmi.samplers.engine.Draws#seed}
     * @param inputs in the order of the loss's {@link io.dxmi.samplers.engine.Loss#inputs names}
     * @return to read them throws {@link Diverged} if the loss or its gradient is not finite; the step changes nothing then
     */
    Pending<Stats> start(NDManager scope, double rateFactor, long seed, NDArray... inputs);

    /** Takes one step. @throws Diverged if the loss or its gradient is not finite; nothing is changed then */
    default Stats apply(double rateFactor, long seed, NDArray... inputs) {
        try (NDManager scope = inputs[0].getManager().newSubManager()) {
            return start(scope, rateFactor, seed, inputs).read();
        }
    }

    /** Takes one step at the learning rates as they are, down a loss without noise. @throws Diverged as the other does */
    default Stats apply(NDArray... inputs) {
        return apply(1, 0, inputs);
    }

    @Override
    void close();
}
