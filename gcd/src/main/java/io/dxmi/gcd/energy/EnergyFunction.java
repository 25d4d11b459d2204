package io.dxmi.gcd.energy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.TorchScriptFile;
import io.dxmi.samplers.engine.Weights;
import java.nio.file.Path;
import java.util.List;

/** An energy with its weights, for evaluating arrays. */
public final class EnergyFunction implements AutoCloseable {

    private final Compiled compiled;

    public EnergyFunction(NDManager root, Energy energy, Weights weights) {
        compiled = new Compiled(root, computation(energy, weights), weights);
    }

    private static Computation computation(Energy energy, Weights weights) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(energy.of(o, networks.of(weights.name()), in.get(0)));
            }
        };
    }

    /**
     * Writes {@code forward(x: Tensor) -> Tensor}, energies (B) of x (B, ...), as a TorchScript file that runs without this
     * toolkit.
     *
     * @throws io.dxmi.samplers.run.UserError if it cannot be written
     */
    public static void export(Path file, Energy energy, Weights weights) {
        TorchScriptFile.function(file, computation(energy, weights), weights);
    }

    /** Energies (B) of x (B, ...), belonging to {@code scope}. */
    public NDArray of(NDManager scope, NDArray x) {
        return compiled.call(scope, x).get(0);
    }

    @Override
    public void close() {
        compiled.close();
    }
}
