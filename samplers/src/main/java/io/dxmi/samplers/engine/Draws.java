package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Where randomness comes from. Each draw names its purpose; drawing twice for one purpose gives the same numbers.
 */
public interface Draws {

    /** Standard normal noise, float32. */
    NDArray normal(NDManager scope, String purpose, long... shape);

    /** A seed for noise that a compiled program draws by itself; negative for {@link NoiseGenerator#PHILOX}. */
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

    /**
     * Some rows, with noise of their own.
     *
     * @param places int64 (n), numbers of the rows among those that this worker holds
     * @param noise standard normal (n, ...)
     */
    record Minibatch(NDArray places, NDArray noise) {}

    /** The draws of the whole batch, where workers share its rows. */
    default Draws all() {
        return this;
    }

    /** Rows that all workers together have where this one has {@code rows}: whole blocks of its share of the batch. */
    default long whole(long rows) {
        return rows;
    }

    /** This worker's rows of what all workers have, (whole, ...). */
    default NDArray cut(NDArray whole) {
        return whole;
    }

    /**
     * Those of some rows that this worker holds, with the noise that they have in every worker; perhaps none.
     *
     * @param places int64 (n), numbers of rows among the whole
     * @param noiseShape of one row
     */
    default Minibatch minibatch(NDManager scope, String purpose, NDArray places, long... noiseShape) {
        long[] shape = new long[noiseShape.length + 1];
        shape[0] = places.size();
        System.arraycopy(noiseShape, 0, shape, 1, noiseShape.length);
        return new Minibatch(places, normal(scope, purpose, shape));
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
