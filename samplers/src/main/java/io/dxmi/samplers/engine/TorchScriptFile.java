package io.dxmi.samplers.engine;

import io.dxmi.samplers.checkpoint.AtomicFiles;
import io.dxmi.samplers.checkpoint.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Computations with their weights as TorchScript files, which Python, C++ and DJL load without this toolkit.
 *
 * <p>A weight {@code a.b.weight} of network {@code n} is the parameter {@code n__a__b__weight} of the module.
 */
public final class TorchScriptFile {

    private TorchScriptFile() {}

    /**
     * Writes {@code forward(inputs by name) -> Tensor}, the computation's first output.
     *
     * @throws io.dxmi.samplers.run.UserError if the file cannot be written
     */
    public static void function(Path file, Computation computation, Weights... networks) {
        Body body = new Body("compute", computation, List.of(networks));
        String inputs = computation.inputs().stream().map(name -> ", " + name + ": Tensor").collect(Collectors.joining());
        String forward = "def forward(self: " + Script.SELF + inputs + ") -> Tensor:\n" + body.bind()
                + "  return " + body.call(String.join(", ", computation.inputs())) + "[0]\n";
        body.write(file, forward);
    }

    /**
     * Writes all steps of a sampler: {@code forward(seed: Tensor, count: Tensor) -> Tensor} gives samples 0 .. count-1 of a
     * seed, both int64 with one element, and {@code sample(seed: int, first: int, count: int) -> Tensor} samples first ..
     * first+count-1. Sample i of a seed is the one that {@link SeededDraws#perRow} gives, at every count and on every
     * device.
     *
     * @param step takes a state, int64 times (B) and unit noise; its last output is the next state
     * @param sampleShape of one sample
     * @param priorStd standard deviation of the first state
     * @throws io.dxmi.samplers.run.UserError if the file cannot be written
     */
    public static void sampler(
            Path file, Computation step, int steps, long[] sampleShape, double priorStd, Weights... networks) {
        Body body = new Body("step", step, List.of(networks));
        StringBuilder text = new StringBuilder(SEEDS.formatted(Script.SELF));
        text.append("def sample(self: ").append(Script.SELF).append(", seed: int, first: int, count: int) -> Tensor:\n");
        text.append(body.bind());
        String noise = "(self).noise(" + Arrays.toString(sampleShape) + ", seed, first, count, %s, p0[0])";
        text.append("  x = torch.mul(").append(noise.formatted(word("x0"))).append(", ").append(priorStd).append(")\n");
        for (int t = 0; t < steps; t++) {
            text.append("  t").append(t).append(" = torch.full([count], ").append(t).append(", dtype=4, device=x.device)\n");
            text.append("  n").append(t).append(" = ").append(noise.formatted(word("step " + t))).append('\n');
            text.append("  x = ").append(body.call("x, t" + t + ", n" + t)).append("[-1]\n");
        }
        text.append("  return x\n");
        text.append("def forward(self: ").append(Script.SELF).append(", seed: Tensor, count: Tensor) -> Tensor:\n");
        text.append("  return (self).sample(int(seed), 0, int(count))\n");
        body.write(file, text.toString());
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
        return "annotate(List[int], "
                + purpose.chars().boxed().toList() + ")";
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
            ScriptOps ops = new ScriptOps();
            List<ScriptOps.Sym> inputs = computation.inputs().stream().map(ScriptOps.Sym::new).toList();
            List<ScriptOps.Sym> outputs = computation.of(ops, ops.networks(networks), inputs);
            if (ops.differentiates() || ops.draws()) {
                throw new IllegalArgumentException("a computation that takes gradients or draws noise cannot be exported");
            }
            method = Compiled.signature(name, networks.size(), computation.inputs(), "") + ops.body() + "  return " + outputs
                    + "\n";
            for (int i = 0; i < networks.size(); i++) bindList("p" + i, parameters, named(networks.get(i)));
            Map<String, HostTensor> constants = new LinkedHashMap<>();
            List<float[]> values = ops.constantValues();
            for (int i = 0; i < values.size(); i++) {
                constants.put("constant" + i, HostTensor.of(values.get(i), values.get(i).length));
            }
            bindList("c", buffers, constants);
            lists = IntStream.range(0, networks.size()).mapToObj(i -> "p" + i + ", ").collect(Collectors.joining()) + "c";
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
            AtomicFiles.write(file, new ScriptArchive(method + methods, parameters, buffers)::writeTo);
        }
    }
}
