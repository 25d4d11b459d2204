package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.ScriptOps.Sym;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of a TorchScript function as it is being written, with the parameters and constants that it reads. */
public final class ScriptText {

    /** Parameters and generators: made once, before the body and its loops. */
    private final StringBuilder head = new StringBuilder();

    private final StringBuilder body = new StringBuilder();
    private final Map<String, Sym> bound = new HashMap<>();
    private final List<double[]> constants = new ArrayList<>();
    private Optional<ScriptModule> module = Optional.empty();
    private int count;
    private String indent = "  ";

    /** Appends a line. */
    public void statement(String text) {
        body.append(indent).append(text).append('\n');
    }

    /** Appends a line that names the value of an expression. */
    Sym line(String expression) {
        Sym result = new Sym(name("v"));
        statement(result + " = " + expression);
        return result;
    }

    /** The same before the body and its loops. */
    Sym lead(String expression) {
        Sym result = new Sym(name("v"));
        head.append("  ").append(result).append(" = ").append(expression).append('\n');
        return result;
    }

    /** A name that is not in use yet. */
    String name(String prefix) {
        return prefix + count++;
    }

    /** Writes what belongs to the statement before, one step further in. */
    public void indented(Runnable block) {
        String outside = indent;
        indent += "  ";
        block.run();
        indent = outside;
    }

    /** Has the program loaded around a module, of which there can be one. */
    void around(ScriptModule inside) {
        if (module.isPresent() && module.get() != inside) {
            throw new IllegalArgumentException(
                    "a program has one module, got " + module.get().file() + " and " + inside.file());
        }
        module = Optional.of(inside);
    }

    /** What the program is loaded around. */
    Optional<ScriptModule> module() {
        return module;
    }

    /** A vector that the function gets in the list {@code c}. */
    Sym constant(double... values) {
        constants.add(values.clone());
        return line("c[" + (constants.size() - 1) + "]");
    }

    /** Looks parameters up in the lists {@code p0, p1, ...}, which are the function's arguments. */
    Networks<Sym> networks(List<Weights> weights) {
        return network -> {
            for (int i = 0; i < weights.size(); i++) {
                if (weights.get(i).name().equals(network)) {
                    int list = i;
                    return new Params<>(parameter -> {
                        int index = weights.get(list).indexOf(parameter);
                        return bound.computeIfAbsent("p" + list + "[" + index + "]", this::lead);
                    });
                }
            }
            throw new IllegalArgumentException("the computation reads network '" + network + "' but was given only "
                    + weights.stream().map(Weights::name).toList());
        };
    }

    /** The lines so far, indented as a function body. */
    String body() {
        return head.toString() + body;
    }

    /** The constant vectors. */
    List<float[]> constantValues() {
        List<float[]> all = new ArrayList<>();
        for (double[] values : constants) {
            float[] floats = new float[values.length];
            for (int j = 0; j < floats.length; j++) floats[j] = (float) values[j];
            all.add(floats);
        }
        return all;
    }

    /** The constant vectors, as the argument {@code c}; the caller closes it. */
    IValue constants(NDManager root) {
        return Torch.list(constantValues().stream()
                .map(values -> Torch.array(root, values, values.length))
                .toList());
    }
}
