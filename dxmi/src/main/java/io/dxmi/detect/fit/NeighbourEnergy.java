package io.dxmi.detect.fit;

import io.dxmi.detect.energy.KernelScorer;
import io.dxmi.detect.energy.VectorEnergy;
import java.util.Arrays;

/**
 * Mean distance to the nearest of remembered points (Angiulli and Pizzuti, 2002). With more neighbours than there are
 * outliers, outliers that resemble each other do not vouch for each other.
 *
 * @param nearest number of neighbours
 */
public record NeighbourEnergy(KernelScorer points, int nearest) implements VectorEnergy {

    /** Of points as they are, (n, dimensions). */
    public static NeighbourEnergy of(float[] points, int dimensions, int nearest) {
        float[] identity = new float[dimensions * dimensions];
        for (int k = 0; k < dimensions; k++) identity[k * dimensions + k] = 1;
        return new NeighbourEnergy(new KernelScorer(points, identity, dimensions, 1, 1), nearest);
    }

    @Override
    public int dimensions() {
        return points.dimensions();
    }

    @Override
    public double[] of(float[] rows) {
        int d = dimensions();
        double[] out = new double[rows.length / d];
        for (int i = 0; i < out.length; i++) {
            out[i] = points.meanDistance(Arrays.copyOfRange(rows, i * d, (i + 1) * d), nearest);
        }
        return out;
    }

    @Override
    public boolean remembers(float[] row) {
        return points.remembers(row);
    }

    @Override
    public double[] contributions(float[] row) {
        return points.contributions(row);
    }
}
