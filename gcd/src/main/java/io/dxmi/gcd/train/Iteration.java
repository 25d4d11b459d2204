package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;

/**
 * What all steps of one iteration share.
 *
 * @param index its number, from 0
 * @param scope owns the arrays of this iteration
 * @param draws of this iteration
 * @param rateFactor factor of the learning-rate schedule
 */
public record Iteration(long index, NDManager scope, Draws draws, double rateFactor) {

    /**
     * Standard normal noise, {@code (rows, one...)}.
     *
     * @param one shape of one row
     */
    public NDArray noise(String purpose, long[] one, long rows) {
        long[] shape = new long[one.length + 1];
        shape[0] = rows;
        System.arraycopy(one, 0, shape, 1, one.length);
        return draws.normal(scope, purpose, shape);
    }
}
