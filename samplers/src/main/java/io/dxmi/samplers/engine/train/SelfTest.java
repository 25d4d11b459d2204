package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tiny cases with known answers, run on the user's machine: what the engine layer builds on does what it should there. */
public final class SelfTest {

    /** Difference in float32 that rounding explains on values of size 1. */
    private static final double ROUNDING = 1e-5;

    private SelfTest() {}

    /** What went wrong by check, in order; empty text where nothing did. */
    public static Map<String, String> run() {
        Map<String, Function<NDManager, String>> checks = new LinkedHashMap<>();
        checks.put("seeded noise", SelfTest::noise);
        checks.put("permutations", SelfTest::permutation);
        checks.put("a compiled step of Adam", SelfTest::adam);
        checks.put("convolutions of odd width", SelfTest::convolution);
        Map<String, String> results = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            try (NDManager root = Torch.open()) {
                results.put(name, check.apply(root));
            } catch (RuntimeException | LinkageError e) {
                results.put(name, e.toString());
            }
        });
        return results;
    }

    private static String noise(NDManager root) {
        Draws draws = new SeededDraws(1).at(2);
        float[] first = Torch.floats(draws.normal(root, "test", 4096));
        float[] again = Torch.floats(draws.normal(root, "test", 4096));
        if (!Arrays.equals(first, again)) return "one seed gave two streams";
        double square = 0;
        for (float v : first) square += (double) v * v / first.length;
        return Math.abs(square - 1) < 0.2 ? "" : "the variance of standard normals is " + square;
    }

    private static String permutation(NDManager root) {
        long[] order = Torch.longs(new SeededDraws(1).at(2).permutation(root, "test", 100));
        Arrays.sort(order);
        for (int i = 0; i < order.length; i++) if (order[i] != i) return i + " is missing";
        return "";
    }

    /** From w = (3, -2) down w0^2 + w1^2: the first step of Adam is the rate, against the gradient's sign. */
    private static String adam(NDManager root) {
        Loss squares = new Loss() {
            @Override
            public List<String> inputs() {
                return List.of("unused");
            }

            @Override
            public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return new Value<>(o.sum(o.square(networks.of("net").get("w"))), Map.of());
            }
        };
        Weights weights = Weights.initial(root, "net", List.of(Parameter.values("w", 3, -2)), 0);
        try (Learner learner = new Learner(root, weights, Adam.of(0.1))) {
            Stats stats = learner.compile(squares).apply(1, 0, Torch.scalar(root, 0));
            double norm = 2 * Math.sqrt(13);
            return differ("loss", stats.loss(), 13)
                    + differ("gradient norm", stats.gradNorm() / norm, 1)
                    + differ("w0", Torch.floats(weights.get("w"))[0], 2.9)
                    + differ("w1", Torch.floats(weights.get("w"))[1], -1.9);
        }
    }

    /** Sums of a 3x3 neighbourhood, from 3 to 5 channels, at the centre of an image of ones. */
    private static String convolution(NDManager root) {
        Computation sums = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "weight", "bias");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(o.conv2d(in.get(0), in.get(1), in.get(2), new long[] {5, 3, 3, 3}, 1, 1));
            }
        };
        try (Compiled compiled = new Compiled(root, sums)) {
            NDArray y = compiled.call(root, ones(root, 1, 3, 3, 3), ones(root, 5, 3, 3, 3), ones(root, 5))
                    .get(0);
            float[] values = Torch.floats(y); // (1, 5, 3, 3)
            return differ("centre of the first channel", values[4], 28) + differ("corner of the last", values[44], 13);
        }
    }

    private static NDArray ones(NDManager root, long... shape) {
        return root.ones(new Shape(shape));
    }

    private static String differ(String what, double came, double expected) {
        boolean equal = Math.abs(came - expected) <= ROUNDING * Math.max(1, Math.abs(expected));
        return equal ? "" : what + " is " + came + ", expected " + expected + ". ";
    }
}
