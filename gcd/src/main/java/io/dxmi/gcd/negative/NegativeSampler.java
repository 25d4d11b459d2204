package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** Draws the samples that an energy is raised on (GCD, Eq. 3): which one it is decides what the training is called. */
public interface NegativeSampler extends AutoCloseable {

    /**
     * As many negatives as there are rows of data.
     *
     * @param data the positive half of the same step, (B, ...)
     */
    Negatives draw(NDManager scope, NDArray data, Draws draws);

    /** Rows of networks evaluated to draw one negative; a slope counts as one evaluation. */
    long evaluations();

    /** What drawing changes, by name; empty for samplers without a memory. */
    default Map<String, HostTensor> state() {
        return Map.of();
    }

    /** Puts a {@link #state} back. */
    default void restore(Map<String, HostTensor> state) {}

    @Override
    void close();
}
