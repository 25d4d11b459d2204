package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Where randomness comes from. Each draw names its purpose; drawing twice for one purpose gives the same numbers.
 */
public interface Draws {

    /** Standard normal noise, float32. */
    NDArray normal(NDManager scope, String purpose, long... shape);

    /** A seed, at least 0, for noise that a compiled program draws by itself. */
    long seed(String purpose);

    /** A permutation of 0 .. n-1, int64 (n). */
    NDArray permutation(NDManager scope, String purpose, long n);
}
