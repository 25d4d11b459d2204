package io.dxmi.samplers.engine;

import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Computations with their weights as TorchScript files, which Python, C++ and DJL load without this toolkit. They are
 * trusted on this machine.
 *
 * <p>A weight {@code a.b.weight} of network {@code n} is the parameter {@code n__a__b__weight} of the module.
 */
public final class TorchScriptFile {

    private TorchScriptFile() {}

    /**
     * Writes {@code forward(inputs by name) -> Tensor}, the computation's first output.
     *
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void function(Path file, Computation computation, Weights... networks) {
        Body body = new Body("compute", computation, List.of(networks));
        String inputs = computation.inputs().stream()
                .map(name -> ", " + name + ": Tensor")
                .collect(Collectors.joining());
        String forward = "def forward(self: " + Script.SELF + inputs + ") -> Tensor:\n" + body.bind() + "  return "
                + body.call(String.join(", ", computation.inputs())) + "[0]\n";
        body.write(file, forward);
    }

    /**
     * How a step is repeated.
     *
     * @param steps T
     * @param sampleShape of one sample
     * @param noiseShape of the unit noise that one step takes
     * @param priorStd standard deviation of the first state
     * @param memory arrays of zeros that the first state carries behind the sample
     * @param labelled whether the step reads a class
     */
    public record Repetition(
            int steps, long[] sampleShape, long[] noiseShape, double priorStd, int memory, boolean labelled) {}

    /**
     * Writes all steps of a sampler: {@code forward(seed: Tensor, count: Tensor) -> Tensor} gives samples 0 .. count-1 of a
     * seed, both int64 with one element, and {@code sample(seed: int, first: int, count: int) -> Tensor} samples first ..
     * first+count-1; where classes are read, {@code label: Tensor}, int64 (count), follows. Sample i of a seed is the one
     * that {@link SeededDraws#perRow} gives, at every count and on every device.
     *
     * @param step takes a state, int64 times (B), unit noise and labels, int64 (B); its last output is the next state
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void sampler(Path file, Computation step, Repetition times, Weights... networks) {
        Body body = new Body("step", step, List.of(networks));
        String label = times.labelled() ? ", label: Tensor" : "";
        String self = "(self: " + Script.SELF;
        StringBuilder text = new StringBuilder(SEEDS.replace("%1$s", Script.SELF));
        text.append("def sample" + self + ", seed: int, first: int, count: int" + label + ") -> Tensor:\n");
        text.append(body.bind());
        if (!times.labelled()) line(text, "label = torch.full([count], 0, dtype=4, device=p0[0].device)");
        line(text, "x = torch.mul(" + noise(times.sampleShape(), "x0") + ", " + times.priorStd() + ")");
        if (times.memory() > 0) {
            List<String> parts = new ArrayList<>(List.of("x"));
            parts.addAll(Collections.nCopies(times.memory(), "torch.zeros_like(x)"));
            line(text, "x = torch.cat(" + parts + ", 1)");
        }
        for (int t = 0; t < times.steps(); t++) {
            line(text, "t = torch.full([count], " + t + ", dtype=4, device=x.device)");
            line(text, "x = " + body.call("x, t, " + noise(times.noiseShape(), "step " + t) + ", label") + "[-1]");
        }
        if (times.memory() > 0) line(text, "x = torch.slice(x, 1, 0, " + times.sampleShape()[0] + ", 1)");
        line(text, "return x");
        text.append("def forward" + self + ", seed: Tensor, count: Tensor" + label + ") -> Tensor:\n");
        line(text, "return (self).sample(int(seed), 0, int(count)" + (times.labelled() ? ", label)" : ")"));
        body.write(file, text.toString());
    }

    private static void line(StringBuilder text, String statement) {
        text.append("  ").append(statement).append('\n');
    }

    private static String noise(long[] shape, String purpose) {
        return "(self).noise(" + Arrays.toString(shape) + ", seed, first, count, " + word(purpose) + ", p0[0])";
    }

    /** {@link Seeds} in TorchScript, whose integers have 64 bits and shift with their sign. */
    private static final String SEEDS = """
            def mix(self: %1$s, seed: int) -> int:
              z = torch.add(seed, -7046029254386353131)
              z = torch.__xor__(z, torch.__and__(torch.__rshift__(z, 30), 17179869183))
              z = torch.mul(z, -4658895280553007687)
              z = torch.__xor__(z, torch.__and__(torch.__rshift__(z, 27), 137438953471))
              z = torch.mul(z, -7723592293110705685)
              return torch.__xor__(z, torch.__and__(torch.__rshift__(z, 31), 8589934591))
            def noise(self: %1$s, shape: List[int], seed: int, first: int, count: int, word: List[int], like: Tensor) -> Tensor:
              rows = annotate(List[Tensor], [])
              for i in range(count):
                z = (self).mix(torch.__xor__((self).mix(seed), torch.add(first, i)))
                z = (self).mix(z)
                for j in range(torch.len(word)):
                  z = (self).mix(torch.__xor__(z, word[j]))
                z = (self).mix(torch.__xor__(z, 65535))
                z = torch.__and__(torch.__rshift__(z, 1), 9223372036854775807)
                g = torch.Generator(device=None, seed=z)
                torch.append(rows, torch.randn(shape, generator=g, dtype=6))
              return torch.to(torch.stack(rows), like.device, 6, False, False, None)
            """;

    /** A purpose as the list of its characters. */
    private static String word(String purpose) {
        return "annotate(List[int], " + purpose.chars().boxed().toList() + ")";
    }

    /** One method that computes, with everything that it reads as attributes of the module. */
    private static final class Body {

        private final String name;
        private final String method;
        private final Map<String, HostTensor> parameters = new LinkedHashMap<>();
        private final Map<String, HostTensor> buffers = new LinkedHashMap<>();
        private final StringBuilder bind = new StringBuilder();
        private final String lists;

        Body(String name, Computation computation, List<Weights> networks) {
            this.name = name;
            ScriptFunction function = new ScriptFunction(name, computation.inputs(), networks);
            ScriptOps ops = function.ops();
            List<ScriptOps.Sym> outputs = computation.of(ops, function.networks(), function.inputs());
            if (ops.differentiates() || ops.draws()) {
                throw new IllegalArgumentException(
                        "a computation that takes gradients or draws noise cannot be exported");
            }
            function.text().statement("return " + outputs);
            method = function.definition("");
            for (int i = 0; i < networks.size(); i++) bindList("p" + i, parameters, named(networks.get(i)));
            Map<String, HostTensor> constants = new LinkedHashMap<>();
            List<float[]> values = function.text().constantValues();
            for (int i = 0; i < values.size(); i++) {
                constants.put("constant" + i, HostTensor.of(values.get(i), values.get(i).length));
            }
            bindList("c", buffers, constants);
            lists = IntStream.range(0, networks.size())
                            .mapToObj(i -> "p" + i + ", ")
                            .collect(Collectors.joining()) + "c";
        }

        private static Map<String, HostTensor> named(Weights weights) {
            Map<String, HostTensor> named = new LinkedHashMap<>();
            weights.toHost().forEach((parameter, tensor) -> {
                String attribute = weights.name() + "__" + parameter.replace(".", "__");
                if (!attribute.matches("\\w+") || named.put(attribute, tensor) != null) {
                    throw new IllegalArgumentException("no attribute can be called " + attribute);
                }
            });
            return named;
        }

        private void bindList(String list, Map<String, HostTensor> into, Map<String, HostTensor> tensors) {
            into.putAll(tensors);
            bind.append("  ").append(list).append(" = annotate(List[Tensor], [");
            bind.append(tensors.keySet().stream().map(a -> "self." + a).collect(Collectors.joining(", ")));
            bind.append("])\n");
        }

        /** Lines that make the lists which the method takes. */
        String bind() {
            return bind.toString();
        }

        String call(String arguments) {
            return "(self)." + name + "(" + lists + ", " + arguments + ")";
        }

        void write(Path file, String methods) {
            new ScriptArchive(method + methods, parameters, buffers).write(file);
        }
    }
}
