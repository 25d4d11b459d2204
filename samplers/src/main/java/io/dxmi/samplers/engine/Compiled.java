package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/** A {@link Computation} over given weights, run as one native call. Follows the weights as they change. */
public final class Compiled implements AutoCloseable {

    private final Script script;
    private final List<String> inputNames;
    private final boolean differentiates;
    private final boolean draws;
    private final IValue[] fixed;

    public Compiled(NDManager root, Computation computation, Weights... networks) {
        List<Weights> weights = List.of(networks);
        ScriptOps ops = new ScriptOps();
        inputNames = computation.inputs();
        List<ScriptOps.Sym> inputs = inputNames.stream().map(ScriptOps.Sym::new).toList();
        List<ScriptOps.Sym> outputs = computation.of(ops, ops.networks(weights), inputs);
        differentiates = ops.differentiates();
        draws = ops.draws();
        script = new Script(
                root,
                signature("run", weights.size(), inputNames, draws ? ", seed: int" : "") + ops.body() + "  return "
                        + outputs + "\n");
        fixed = new IValue[weights.size() + 1];
        for (int i = 0; i < weights.size(); i++) fixed[i] = weights.get(i).list();
        fixed[weights.size()] = ops.constants(root);
    }

    /** Arguments: networks p0, p1, ..., constants c, inputs by name, then {@code rest}. */
    public static String signature(String method, int networks, List<String> inputs, String rest) {
        StringBuilder text = new StringBuilder("def " + method + "(self: " + Script.SELF);
        for (int i = 0; i < networks; i++) text.append(", p").append(i).append(": List[Tensor]");
        text.append(", c: List[Tensor]");
        for (String name : inputs) text.append(", ").append(name).append(": Tensor");
        return text.append(rest).append(") -> List[Tensor]:\n").toString();
    }

    /** Runs the computation; results belong to {@code scope}. */
    public List<NDArray> call(NDManager scope, NDArray... inputs) {
        return call(scope, 0, inputs);
    }

    /**
     * Runs the computation; results belong to {@code scope}.
     *
     * @param seed what the computation's own noise is drawn from, if it draws any
     */
    public List<NDArray> call(NDManager scope, long seed, NDArray... inputs) {
        List<IValue> own = arguments(inputNames, inputs);
        if (draws) own.add(IValue.from(seed));
        List<IValue> all = new ArrayList<>(List.of(fixed));
        all.addAll(own);
        IValue[] array = all.toArray(IValue[]::new);
        try (IValue out = Torch.withGradient(differentiates, () -> script.run("run", array))) {
            return arrays(scope, out);
        } finally {
            own.forEach(IValue::close);
        }
    }

    /** The inputs as arguments that the caller closes. */
    public static List<IValue> arguments(List<String> names, NDArray... inputs) {
        if (inputs.length != names.size()) {
            throw new IllegalArgumentException("expected inputs " + names + ", got " + inputs.length + " arrays");
        }
        List<IValue> arguments = new ArrayList<>();
        for (NDArray input : inputs) arguments.add(IValue.from((PtNDArray) input));
        return arguments;
    }

    public static List<NDArray> arrays(NDManager scope, IValue list) {
        List<NDArray> arrays = new ArrayList<>();
        for (NDArray a : list.toTensorArray((PtNDManager) scope)) arrays.add(a);
        return arrays;
    }

    static NDArray array(NDManager scope, IValue tensor) {
        return tensor.toTensor((PtNDManager) scope);
    }

    @Override
    public void close() {
        fixed[fixed.length - 1].close();
        script.close();
    }
}
