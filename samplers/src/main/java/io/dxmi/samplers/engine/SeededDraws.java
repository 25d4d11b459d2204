package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Draws as a pure function of (seed, iteration, purpose): the position of the stream is just the iteration.
 *
 * @param seed of the whole run
 * @param generator of the noise of an iteration
 */
public record SeededDraws(long seed, NoiseGenerator generator) {

    /** Draws of {@link NoiseGenerator#MT19937}. */
    public SeededDraws(long seed) {
        this(seed, NoiseGenerator.MT19937);
    }

    /** The draws of one iteration. */
    public Draws at(long iteration) {
        long base = Seeds.mix(seed, iteration);
        return new Draws() {
            @Override
            public NDArray normal(NDManager scope, String purpose, long... shape) {
                return Primitives.normal(scope, seed(purpose), shape);
            }

            @Override
            public long seed(String purpose) {
                return generator == NoiseGenerator.PHILOX ? ~of(purpose) : of(purpose);
            }

            @Override
            public NDArray permutation(NDManager scope, String purpose, long n) {
                return Primitives.permutation(scope, of(purpose), n);
            }

            private long of(String purpose) {
                return Seeds.mix(base, purpose) >>> 1;
            }

            @Override
            public long iteration() {
                return iteration;
            }
        };
    }

    /**
     * One stream per row, for sampling: row {@code i} of a draw depends on {@code (seed, first + i, purpose)} alone, so a
     * sample is the same at every batch size. They are those of {@link NoiseGenerator#MT19937}, as in exported samplers.
     */
    public Draws perRow(long first) {
        return new Draws() {
            @Override
            public NDArray normal(NDManager scope, String purpose, long... shape) {
                long[] seeds = new long[Math.toIntExact(shape[0])];
                for (int i = 0; i < seeds.length; i++) seeds[i] = Seeds.mix(Seeds.mix(seed, first + i), purpose) >>> 1;
                return Primitives.normalRows(scope, seeds, Arrays.copyOfRange(shape, 1, shape.length));
            }

            @Override
            public long seed(String purpose) {
                throw new IllegalStateException("a program's own noise is not drawn row by row: " + purpose);
            }

            @Override
            public NDArray permutation(NDManager scope, String purpose, long n) {
                throw new IllegalStateException("a permutation of " + n + " belongs to no single row");
            }
        };
    }
}
