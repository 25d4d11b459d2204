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

    /**
     * The iteration that the draws belong to, from 0.
     *
     * @throws IllegalStateException if they belong to none
     */
    default long iteration() {
        throw new IllegalStateException("the draws belong to no iteration");
    }

    /** Draws of their own for a part of the work that is done several times: the same purpose gives other numbers there. */
    default Draws part(String name) {
        Draws whole = this;
        return new Draws() {
            @Override
            public NDArray normal(NDManager scope, String purpose, long... shape) {
                return whole.normal(scope, name + ": " + purpose, shape);
            }

            @Override
            public long seed(String purpose) {
                return whole.seed(name + ": " + purpose);
            }

            @Override
            public NDArray permutation(NDManager scope, String purpose, long n) {
                return whole.permutation(scope, name + ": " + purpose, n);
            }

            @Override
            public long iteration() {
                return whole.iteration();
            }
        };
    }
}
