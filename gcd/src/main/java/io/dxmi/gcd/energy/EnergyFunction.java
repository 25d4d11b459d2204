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

    private final Compiled values;
    private final Compiled scores;

    public EnergyFunction(NDManager root, Energy energy, Weights weights) {
        values = new Compiled(root, values(energy, weights), weights);
        scores = new Compiled(
                root,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(energy.score(o, networks.of(weights.name()), in.get(0)));
                    }
                },
                weights);
    }

    private static Computation values(Energy energy, Weights weights) {
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
        TorchScriptFile.function(file, values(energy, weights), weights);
    }

    /** Energies (B) of x (B, ...), belonging to {@code scope}. */
    public NDArray of(NDManager scope, NDArray x) {
        return values.call(scope, x).get(0);
    }

    /** Scores {@code -grad E} of x (B, ...), of its shape, belonging to {@code scope}. */
    public NDArray score(NDManager scope, NDArray x) {
        return scores.call(scope, x).get(0);
    }

    @Override
    public void close() {
        values.close();
        scores.close();
    }
}
