package io.dxmi.detect.energy;

import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;

/** A fitted energy of feature vectors. Safe for use by many threads; a row's energy does not depend on the others. */
public interface VectorEnergy extends AutoCloseable {

    int dimensions();

    /** Energies of rows (n, dimensions). */
    double[] of(float[] rows);

    /** Energies of rows; one that equals a remembered row is scored against all others. */
    default double[] leavingOwnOut(float[] rows) {
        return of(rows);
    }

    /** Whether a row equals a remembered one. */
    default boolean remembers(float[] row) {
        return false;
    }

    /**
     * What each feature adds to the energy of a row: how much the energy falls when the feature is set to its mean, 0.
     *
     * @return non-negative, (dimensions)
     */
    default double[] contributions(float[] row) {
        double whole = of(row)[0];
        double[] out = new double[row.length];
        for (int k = 0; k < row.length; k++) {
            float[] other = row.clone();
            other[k] = 0;
            out[k] = Math.max(0, whole - of(other)[0]);
        }
        return out;
    }

    /** This energy less that of known anomalies. */
    default VectorEnergy less(KnownAnomalies known) {
        throw new UnsupportedOperationException("only an energy of remembered points has one of other points");
    }

    /**
     * This energy with other points to remember; what was trained stays.
     *
     * @param points (n, dimensions)
     */
    default VectorEnergy remembering(float[] points) {
        throw new UnsupportedOperationException("only an energy of remembered points can remember others");
    }

    /**
     * The energy as nodes of a graph.
     *
     * @param rows floats (n, dimensions)
     * @param leavingOwnOut whether a row that equals a remembered one is scored against all others
     * @return doubles (n)
     */
    default OnnxValue onnx(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        throw new UnsupportedOperationException("only an energy that a fit stores has a graph");
    }

    @Override
    default void close() {}
}
