package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;

/**
 * What every step of one iteration shares.
 *
 * @param scope arrays of this iteration live here
 * @param velocity s_t^2 (T)
 * @param rateFactor the learning-rate schedule's factor
 */
public record Iteration(NDManager scope, Draws draws, NDArray velocity, double rateFactor) {

    /** Unit noise for so many rows of the given shape. */
    NDArray noise(String purpose, long[] one, long rows) {
        long[] shape = new long[one.length + 1];
        shape[0] = rows;
        System.arraycopy(one, 0, shape, 1, one.length);
        return draws.normal(scope, purpose, shape);
    }
}
