package io.dxmi.gcd.train;

import io.dxmi.samplers.sample.RollOut;
import java.util.Map;

/** Moves a sampler towards the current energy. Which way it finds the gradient is the implementation's matter. */
public interface SamplerUpdate extends AutoCloseable {

    /**
     * One move.
     *
     * @param rollOut drawn by the sampler as it is, with the draws of {@code now}
     * @param row gets what the move measured, by name
     */
    void update(Iteration now, RollOut rollOut, Map<String, Double> row);

    /** Rows of networks evaluated per trajectory; a slope counts as one evaluation. */
    long evaluations();

    @Override
    default void close() {}
}
