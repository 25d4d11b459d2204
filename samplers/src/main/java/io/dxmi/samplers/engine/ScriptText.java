package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.ScriptOps.Sym;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The body of a TorchScript function as it is being written, with the parameters and constants that it reads. */
public final class ScriptText {

    private static final Pattern NAME = Pattern.compile("\\bv\\d+\\b");

    /** Parameters and generators: made once, before the body and its loops. */
    private final StringBuilder head = new StringBuilder();

    private final StringBuilder body = new StringBuilder();
    private final Map<String, Sym> bound = new HashMap<>();

    /** Weights with adapters, by the name that their sum has where it is used as it is. */
    private final Map<Sym, Adapted> adapted = new LinkedHashMap<>();

    private final Map<Sym, Sym> sums = new HashMap<>();
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

    /**
     * A weight with its adapter.
     *
     * @param shape of the weight
     */
    private record Adapted(LowRank<Sym> parts, long[] shape) {

        /** {@code W + B A}. */
        String sum() {
            return String.format(
                    Locale.ROOT,
                    "torch.add(%s, torch.reshape(torch.matmul(torch.reshape(%s, [%d, %d]), torch.reshape(%s, [%d,"
                            + " -1])), %s))",
                    parts.weight(),
                    parts.b(),
                    shape[0],
                    parts.rank(),
                    parts.a(),
                    parts.rank(),
                    Arrays.toString(shape));
        }
    }

    /** The parts of a weight that has an adapter. */
    Optional<LowRank<Sym>> adapter(Sym weight) {
        return Optional.ofNullable(adapted.get(weight)).map(Adapted::parts);
    }

    /**
     * Looks parameters up in the lists {@code p0, p1, ...}, and those that are frozen in {@code f0, f1, ...}, which are the
     * function's arguments.
     */
    Networks<Sym> networks(List<Weights> weights) {
        return network -> {
            for (int i = 0; i < weights.size(); i++) {
                if (weights.get(i).name().equals(network)) {
                    int list = i;
                    return new Params<>(parameter -> parameter(weights.get(list), list, parameter));
                }
            }
            throw new IllegalArgumentException("the computation reads network '" + network + "' but was given only "
                    + weights.stream().map(Weights::name).toList());
        };
    }

    private Sym parameter(Weights weights, int list, String parameter) {
        Weights frozen = weights.frozen().orElse(weights);
        if (frozen == weights || weights.names().contains(parameter)) return bound("p" + list, weights, parameter);
        Sym weight = bound("f" + list, frozen, parameter);
        String a = Adapters.a(parameter);
        if (!weights.names().contains(a)) return weight;
        return sums.computeIfAbsent(weight, w -> {
            Sym sum = new Sym(name("v"));
            LowRank<Sym> parts = new LowRank<>(
                    w,
                    bound("p" + list, weights, a),
                    bound("p" + list, weights, Adapters.b(parameter)),
                    weights.get(a).getShape().get(0));
            adapted.put(sum, new Adapted(parts, frozen.get(parameter).getShape().getShape()));
            return sum;
        });
    }

    private Sym bound(String list, Weights weights, String parameter) {
        return bound.computeIfAbsent(list + "[" + weights.indexOf(parameter) + "]", this::lead);
    }

    /** The lines so far, indented as a function body; of adapters, the sums that a line uses as they are. */
    String body() {
        StringBuilder used = new StringBuilder();
        if (!adapted.isEmpty()) {
            Set<String> words =
                    NAME.matcher(body).results().map(MatchResult::group).collect(Collectors.toSet());
            adapted.forEach((sum, weight) -> {
                if (words.contains(sum.name())) used.append("  " + sum + " = " + weight.sum() + "\n");
            });
        }
        return head.toString() + used + body;
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
