package io.dxmi.bench;

import io.dxmi.detect.baseline.IsolationForest;
import io.dxmi.detect.baseline.NeighbourDistance;

/** The product's baselines on arrays of rows. */
final class Baselines {

    private Baselines() {}

    /** Mean distance to the five nearest training rows. */
    static double[] neighbours(float[][] training, float[][] rows) {
        return new NeighbourDistance(flat(training), training[0].length, NeighbourDistance.FIVE).of(flat(rows));
    }

    static double[] forest(float[][] training, float[][] rows, long seed) {
        return IsolationForest.grown(flat(training), training[0].length, seed).of(flat(rows));
    }

    private static float[] flat(float[][] rows) {
        int d = rows[0].length;
        float[] flat = new float[rows.length * d];
        for (int i = 0; i < rows.length; i++) System.arraycopy(rows[i], 0, flat, i * d, d);
        return flat;
    }
}
