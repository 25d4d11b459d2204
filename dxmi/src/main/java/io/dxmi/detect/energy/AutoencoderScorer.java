package io.dxmi.detect.energy;

import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.AutoencoderEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** A trained {@link AutoencoderEnergy}, run on the rows of one sample at a time. */
public final class AutoencoderScorer implements VectorEnergy {

    private final NDManager root = Torch.open();
    private final AutoencoderEnergy energy;
    private final Weights weights;
    private final EnergyFunction function;

    public AutoencoderScorer(AutoencoderEnergy energy, Map<String, HostTensor> values) {
        this.energy = energy;
        weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        weights.set(values, "the model's arrays");
        function = new EnergyFunction(root, energy, weights);
    }

    @Override
    public int dimensions() {
        return energy.dimensions();
    }

    @Override
    public OnnxValue onnx(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        OnnxOps ops = new OnnxOps(graph);
        return ops.cast(energy.of(ops, graph.parameters(weights), rows), OnnxValue.Kind.DOUBLE);
    }

    @Override
    public double[] of(float[] rows) {
        try (NDManager scope = root.newSubManager()) {
            float[] energies = Torch.floats(
                    function.of(scope, Torch.array(scope, rows, rows.length / dimensions(), dimensions())));
            double[] out = new double[energies.length];
            for (int i = 0; i < out.length; i++) out[i] = energies[i];
            return out;
        }
    }

    @Override
    public void close() {
        function.close();
        root.close();
    }
}
