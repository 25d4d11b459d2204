package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One function of a {@link Script}: written through {@link #ops} and {@link #text}, then called with the arguments that stay the same (the
 * networks, the constants) and those that change (the inputs, the seed).
 */
public final class ScriptFunction implements AutoCloseable {

    private final String name;
    private final List<String> inputs;
    private final List<Weights> networks;
    private final ScriptText text = new ScriptText();
    private final ScriptOps ops;
    private final List<IValue> fixed = new ArrayList<>();

    /**
     * Starts a function without statements, of the CPU's layout.
     *
     * @param inputs names of the arrays that a call passes
     * @param networks what the function may read, as the arguments {@code p0, p1, ...}; what is {@link Weights#frozen} of
     *     network i, as {@code fi}
     */
    public ScriptFunction(String name, List<String> inputs, List<Weights> networks) {
        this(name, inputs, networks, Share.WHOLE, Layout.CPU);
    }

    /** The same for a share of the rows, whose noise is cut from that of the whole batch, and a device. */
    public ScriptFunction(String name, List<String> inputs, List<Weights> networks, Share share, Layout layout) {
        this.ops = new ScriptOps(text, share, layout);
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.networks = List.copyOf(networks);
    }

    /** Writes operators. */
    public ScriptOps ops() {
        return ops;
    }

    /** Writes other statements. */
    public ScriptText text() {
        return text;
    }

    public Networks<ScriptOps.Sym> networks() {
        return text.networks(networks);
    }

    public List<ScriptOps.Sym> inputs() {
        return inputs.stream().map(ScriptOps.Sym::new).toList();
    }

    /**
     * The definition, once all statements are written: networks, frozen ones, constants {@code c}, inputs by name, the seed if noise is
     * drawn, then {@code more}.
     *
     * @param more further arguments, such as {@code ", rate: float"}; {@link #call} gets their values
     */
    public String definition(String more) {
        StringBuilder head = new StringBuilder("def " + name + "(self: " + Script.SELF);
        for (int i = 0; i < networks.size(); i++) head.append(", p").append(i).append(": List[Tensor]");
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).frozen().isPresent())
                head.append(", f").append(i).append(": List[Tensor]");
        }
        head.append(", c: List[Tensor]");
        for (String input : inputs) head.append(", ").append(input).append(": Tensor");
        if (ops.draws()) head.append(", seed: int");
        return head.append(more).append(") -> List[Tensor]:\n") + text.body();
    }

    /**
     * Loads definitions as a program, once all statements are written. The caller closes it.
     *
     * @param definitions that of this function, and others without modules
     */
    public Script load(NDManager root, String definitions) {
        String all = ops.draws() ? definitions + Philox.TEXT : definitions;
        return text.module().map(module -> new Script(root, module, all)).orElseGet(() -> new Script(root, all));
    }

    /**
     * Fixes the networks' arrays and the constants, once all statements are written.
     *
     * @param lists one list of arrays for each network, without its frozen ones, belonging to the caller
     */
    public void bind(NDManager root, List<IValue> lists) {
        fixed.addAll(lists);
        for (Weights network : networks) network.frozen().ifPresent(frozen -> fixed.add(frozen.list()));
        fixed.add(text.constants(root));
    }

    /**
     * Calls the function; results belong to {@code scope}.
     *
     * @param gradient whether autograd records the call
     * @param seed of the function's noise, if it draws any
     * @param more values of the further arguments, belonging to the caller
     */
    public List<NDArray> call(
            Script script, NDManager scope, boolean gradient, long seed, NDArray[] inputs, List<IValue> more) {
        List<IValue> own = arguments(inputs);
        if (ops.draws()) own.add(IValue.from(seed));
        List<IValue> all = new ArrayList<>(fixed);
        all.addAll(own);
        all.addAll(more);
        IValue[] array = all.toArray(IValue[]::new);
        Supplier<IValue> run = () -> script.run(name, array);
        try (IValue out = Torch.withGradient(gradient, run)) {
            return Torch.arrays(scope, out);
        } finally {
            own.forEach(IValue::close);
        }
    }

    private List<IValue> arguments(NDArray... arrays) {
        if (arrays.length != inputs.size()) {
            throw new IllegalArgumentException("expected inputs " + inputs + ", got " + arrays.length + " arrays");
        }
        List<IValue> arguments = new ArrayList<>();
        for (NDArray array : arrays) arguments.add(IValue.from((PtNDArray) array));
        return arguments;
    }

    /** Frees the constants; the networks stay. */
    @Override
    public void close() {
        fixed.get(fixed.size() - 1).close();
    }
}
