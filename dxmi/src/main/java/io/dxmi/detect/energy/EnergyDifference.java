package io.dxmi.detect.energy;

import io.dxmi.detect.graph.Doubles;
import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;

/**
 * {@code E(z) - weight * E_anomalies(z)}: high far from normal rows, and higher where known anomalies are. What makes a row odd is
 * its distance to the normal rows alone.
 *
 * @param nearest the kernel energy around the known anomalies
 */
public record EnergyDifference(VectorEnergy normal, VectorEnergy nearest, KnownAnomalies known)
        implements VectorEnergy {

    @Override
    public int dimensions() {
        return normal.dimensions();
    }

    @Override
    public double[] of(float[] rows) {
        return difference(normal.of(rows), known.energies(nearest.of(rows), rows));
    }

    @Override
    public double[] leavingOwnOut(float[] rows) {
        return difference(normal.leavingOwnOut(rows), known.energies(nearest.leavingOwnOut(rows), rows));
    }

    private double[] difference(double[] of, double[] anomalies) {
        double[] out = new double[of.length];
        for (int i = 0; i < out.length; i++) out[i] = of[i] - known.weight() * anomalies[i];
        return out;
    }

    @Override
    public boolean remembers(float[] row) {
        return normal.remembers(row) || nearest.remembers(row);
    }

    @Override
    public double[] contributions(float[] row) {
        return normal.contributions(row);
    }

    @Override
    public OnnxValue onnx(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        Doubles d = new Doubles(graph);
        OnnxOps ops = d.ops();
        OnnxValue anomalies = d.atMost(nearest.onnx(graph, rows, leavingOwnOut), known.ceiling());
        double[] direction = known.discriminant().direction();
        OnnxValue along = d.sumOfRows(ops.mul(d.wide(rows), d.row(direction)));
        OnnxValue odd = d.atLeast(ops.addScalar(along, -known.discriminant().offset()), 0);
        return ops.sub(
                normal.onnx(graph, rows, leavingOwnOut),
                ops.scale(ops.sub(anomalies, ops.scale(odd, known.slope())), known.weight()));
    }

    @Override
    public void close() {
        normal.close();
        nearest.close();
    }
}
