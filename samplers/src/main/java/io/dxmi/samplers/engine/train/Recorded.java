package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Layout;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFunction;
import io.dxmi.samplers.engine.ScriptOps;
import io.dxmi.samplers.engine.Share;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Computation} whose results keep their graph down to the weights of a {@link Learner}. Results that are inputs of
 * an {@link Update} of this learner give it a gradient without a second forward pass. The graph is valid until the weights
 * change.
 */
public final class Recorded implements AutoCloseable {

    private final ScriptFunction function;
    private final Script script;

    /**
     * Compiles the computation.
     *
     * @param leaves the trained weights as arrays that ask for gradients
     * @param networks what the computation reads, the trained one first
     */
    Recorded(NDManager root, Computation computation, IValue leaves, List<Weights> networks) {
        function = new ScriptFunction("run", computation.inputs(), networks, Share.WHOLE, Layout.of(root));
        List<ScriptOps.Sym> results = computation.of(function.ops(), function.networks(), function.inputs());
        function.text().statement("return " + results);
        script = function.load(root, function.definition(""));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        function.bind(root, lists);
    }

    /** Runs the computation; results belong to {@code scope}. */
    public List<NDArray> call(NDManager scope, NDArray... inputs) {
        return function.call(script, scope, true, 0, inputs, List.of());
    }

    @Override
    public void close() {
        function.close();
        script.close();
    }
}
