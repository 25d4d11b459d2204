package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** A {@link Computation} over given weights, run as one native call. Follows the weights as they change. */
public final class Compiled implements AutoCloseable {

    private final ScriptFunction function;
    private final Script script;
    private final boolean differentiates;

    public Compiled(NDManager root, Computation computation, Weights... networks) {
        this(root, Share.WHOLE, computation, networks);
    }

    /** The same for a share of the rows, whose noise is cut from that of the whole batch. */
    public Compiled(NDManager root, Share share, Computation computation, Weights... networks) {
        function = new ScriptFunction("run", computation.inputs(), List.of(networks), share, Layout.of(root));
        ScriptOps ops = function.ops();
        List<ScriptOps.Sym> outputs = computation.of(ops, function.networks(), function.inputs());
        function.text().statement("return " + outputs);
        differentiates = ops.differentiates();
        script = function.load(root, function.definition(""));
        function.bind(root, List.of(networks).stream().map(Weights::list).toList());
    }

    /** Runs the computation; results belong to {@code scope}. */
    public List<NDArray> call(NDManager scope, NDArray... inputs) {
        return call(scope, 0, inputs);
    }

    /**
     * Runs the computation; results belong to {@code scope}.
     *
     * @param seed what the computation's own noise is drawn from, if it draws any; negative for {@link NoiseGenerator#PHILOX}
     */
    public List<NDArray> call(NDManager scope, long seed, NDArray... inputs) {
        return function.call(script, scope, differentiates, seed, inputs, List.of());
    }

    @Override
    public void close() {
        function.close();
        script.close();
    }
}
