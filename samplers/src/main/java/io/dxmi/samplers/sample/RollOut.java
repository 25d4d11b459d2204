package io.dxmi.samplers.sample;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A batch of trajectories, without gradients.
 *
 * @param states x_0 .. x_T, each (B, ...)
 * @param means of step 0 .. T-1, each (B, ...)
 * @param stds of step 0 .. T-1, each (B)
 * @param noises standard normal, of step 0 .. T-1, each (B, ...)
 * @param labels int64 (B), what the samples were to be examples of; zeros without classes
 */
public record RollOut(
        List<NDArray> states, List<NDArray> means, List<NDArray> stds, List<NDArray> noises, NDArray labels) {

    /** The samples x_T, with what a multi-step solver remembers behind them. */
    public NDArray last() {
        return states.get(states.size() - 1);
    }

    /** T. */
    public int steps() {
        return means.size();
    }
}
