package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Share;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Pending;
import java.util.List;

/** So many steps of a batch of chains on an energy, in one native call. Follows the energy's weights as they change. */
public final class MarkovChain implements AutoCloseable {

    private final Kernel kernel;
    private final int steps;
    private final Compiled program;

    /**
     * Where chains have come to.
     *
     * @param states (B, ...)
     * @param acceptance share of accepted steps, 1 where the kernel accepts all
     */
    public record Ends(NDArray states, Pending<Double> acceptance) {}

    public MarkovChain(NDManager root, Energy energy, Weights weights, Kernel kernel, int steps) {
        this(root, Share.WHOLE, energy, weights, kernel, steps);
    }

    /** The same for a share of the chains of a batch. */
    public MarkovChain(NDManager root, Share share, Energy energy, Weights weights, Kernel kernel, int steps) {
        if (steps < 1) throw new IllegalArgumentException("a chain needs at least one step, got " + steps);
        this.kernel = kernel;
        this.steps = steps;
        this.program = new Compiled(
                root,
                share,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        Params<T> p = networks.of(weights.name());
                        List<T> end = o.loop(
                                steps,
                                kernel.begin(o, p, energy, in.get(0)),
                                carried -> kernel.step(o, p, energy, carried));
                        return List.of(end.get(0), o.mean(end.get(end.size() - 1)));
                    }
                },
                weights);
    }

    /**
     * Runs the chains.
     *
     * @param from first states (B, ...)
     * @param seed of their noise
     */
    public Ends run(NDManager scope, NDArray from, long seed) {
        List<NDArray> out = program.call(scope, seed, from);
        Pending<Double> acceptance =
                kernel.rejects() ? Pending.of(out.get(1), values -> values[0] / (double) steps) : Pending.known(1.0);
        return new Ends(out.get(0), acceptance);
    }

    public Kernel kernel() {
        return kernel;
    }

    /** Times that the energy and its slope are evaluated per row. */
    public long evaluations() {
        return kernel.evaluations(steps);
    }

    @Override
    public void close() {
        program.close();
    }
}
