package io.dxmi.eval.reference;

/**
 * A random choice of a set's features.
 *
 * @param rows (m, d), float32 values, in random order
 * @param keys (m), the random numbers that chose them: no row of the set with a smaller key than the largest is missing
 */
public record FeatureSubset(double[][] rows, long[] keys) {

    /** Of a file that keeps no features. */
    static final FeatureSubset NONE = new FeatureSubset(new double[0][], new long[0]);

    public int count() {
        return rows.length;
    }
}
