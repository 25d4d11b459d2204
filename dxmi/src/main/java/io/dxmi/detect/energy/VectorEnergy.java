package io.dxmi.detect.energy;

/** A fitted energy of feature vectors. Safe for use by many threads; a row's energy does not depend on the others. */
public interface VectorEnergy extends AutoCloseable {

    int dimensions();

    /** Energies of rows (n, dimensions). */
    double[] of(float[] rows);

    @Override
    default void close() {}
}
