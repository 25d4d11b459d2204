package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** Draws the samples that the energy step raises the energy on (GCD, Eq. 3). */
public interface NegativeSampler extends AutoCloseable {

    /**
     * As many negatives as there are rows of data, belonging to {@code scope}.
     *
     * @param data the positive half of the same step, (B, ...)
     * @param labels int64 (B), classes of the samples to draw; not read by samplers without classes
     */
    Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws);

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
