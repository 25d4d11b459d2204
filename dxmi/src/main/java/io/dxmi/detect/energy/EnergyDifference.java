package io.dxmi.detect.energy;

import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;

/**
 * {@code E(z) - weight * E_anomalies(z)}: high far from normal rows, and higher near known anomalies. What makes a row odd is
 * its distance to the normal rows alone.
 *
 * @param weight small: a few anomalies do not say what all others look like
 */
public record EnergyDifference(VectorEnergy normal, VectorEnergy anomalies, double weight) implements VectorEnergy {

    @Override
    public int dimensions() {
        return normal.dimensions();
    }

    @Override
    public double[] of(float[] rows) {
        return difference(normal.of(rows), anomalies.of(rows));
    }

    @Override
    public double[] leavingOwnOut(float[] rows) {
        return difference(normal.leavingOwnOut(rows), anomalies.leavingOwnOut(rows));
    }

    private double[] difference(double[] of, double[] known) {
        double[] out = new double[of.length];
        for (int i = 0; i < out.length; i++) out[i] = of[i] - weight * known[i];
        return out;
    }

    @Override
    public boolean remembers(float[] row) {
        return normal.remembers(row) || anomalies.remembers(row);
    }

    @Override
    public double[] contributions(float[] row) {
        return normal.contributions(row);
    }

    @Override
    public OnnxValue onnx(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        OnnxOps ops = new OnnxOps(graph);
        OnnxValue known = anomalies.onnx(graph, rows, leavingOwnOut);
        return ops.sub(normal.onnx(graph, rows, leavingOwnOut), ops.scale(known, weight));
    }

    @Override
    public void close() {
        normal.close();
        anomalies.close();
    }
}
