package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;

/** Optimiser steps down one loss, compiled by {@link Learner#compile}. */
public interface Update extends AutoCloseable {

    /**
     * Takes one step.
     *
     * @param rateFactor multiplies every learning rate, for schedules
     * @param seed what the loss's own noise is drawn from, if it draws any
     * @param inputs in the order of the loss's {@link io.dxmi.samplers.engine.Loss#inputs names}
     * @throws Diverged if the loss or its gradient is not finite; nothing is changed then
     */
    Stats apply(double rateFactor, long seed, NDArray... inputs);

    /** Takes one step at the learning rates as they are, down a loss without noise. @throws Diverged as the other does */
    default Stats apply(NDArray... inputs) {
        return apply(1, 0, inputs);
    }

    @Override
    void close();
}
