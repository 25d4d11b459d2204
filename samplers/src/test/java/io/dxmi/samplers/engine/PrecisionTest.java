package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.layer.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Factors are rounded to bfloat16 where it is chosen; nothing else is. */
class PrecisionTest {

    /** Half the distance of two neighbours of 8 bits, relative. */
    private static final float ROUNDING = 1f / 256;

    private static final Layout HALF = new Layout(true, true, true);

    private enum Product {
        LINEAR {
            @Override
            <T> T of(Ops<T> o, T x, T w, T b) {
                return o.linear(x, w, b);
            }

            @Override
            long[] weight() {
                return new long[] {24, 6};
            }
        },
        CONVOLUTION {
            @Override
            <T> T of(Ops<T> o, T x, T w, T b) {
                return o.conv2d(x, w, b, weight(), 1, 1);
            }
        },
        NARROW_CONVOLUTION {
            @Override
            <T> T of(Ops<T> o, T x, T w, T b) {
                return o.conv2d(o.slice(x, 1, 0, 5), w, b, weight(), 2, 1);
            }

            @Override
            long[] weight() {
                return new long[] {24, 5, 3, 3};
            }
        },
        DEPTHWISE {
            @Override
            <T> T of(Ops<T> o, T x, T w, T b) {
                return o.depthwiseConv2d(o.concat(List.of(x, o.slice(x, 1, 0, 8)), 1), w, b, weight(), 1, 1);
            }

            @Override
            long[] weight() {
                return new long[] {24, 1, 3, 3};
            }
        };

        abstract <T> T of(Ops<T> o, T x, T w, T b);

        long[] weight() {
            return new long[] {24, 16, 3, 3};
        }
    }

    @AfterEach
    void asAtFirst() {
        Precision.FP32.use();
    }

    private static float[] run(NDManager root, Product product, Layout layout, NDArray x, NDArray w, NDArray b) {
        try (ScriptFunction function =
                new ScriptFunction("run", List.of("x", "w", "b"), List.of(), Share.WHOLE, layout)) {
            List<ScriptOps.Sym> in = function.inputs();
            ScriptOps.Sym y = product.of(function.ops(), in.get(0), in.get(1), in.get(2));
            function.text().statement("return [" + y + "]");
            try (Script script = function.load(root, function.definition(""))) {
                function.bind(root, List.of());
                NDArray result = function.call(script, root, false, 0, new NDArray[] {x, w, b}, List.of())
                        .get(0);
                assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
                return Torch.floats(result);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void factorsAreRoundedAndSumsAreNot(Product product) {
        try (NDManager root = Torch.open()) {
            SeededDraws draws = new SeededDraws(3);
            NDArray x = draws.at(0).normal(root, "x", 2, 16, 6, 6);
            NDArray w = draws.at(0).normal(root, "w", product.weight());
            NDArray b = draws.at(0).normal(root, "b", 24);
            float[] rounded = run(root, product, Layout.CPU, bfloat16(x), bfloat16(w), bfloat16(b));
            float[] half = run(root, product, HALF, x, w, b);
            assertThat(half).isNotEqualTo(run(root, product, Layout.CPU, x, w, b));
            for (int i = 0; i < half.length; i++) {
                float most = ROUNDING * Math.abs(rounded[i]) + 1e-5f; // of the product, once, and the order of sums
                assertThat(half[i]).isCloseTo(rounded[i], within(most));
            }
        }
    }

    /** The nearest numbers of 8 bits. */
    private static NDArray bfloat16(NDArray x) {
        float[] values = Torch.floats(x);
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToIntBits(values[i]);
            int even = (bits >> 16) & 1;
            values[i] = Float.intBitsToFloat((bits + 0x7fff + even) & 0xffff0000);
        }
        return Torch.array(x.getManager(), values, x.getShape().getShape());
    }

    /** Of images (2, 4, 6, 8) and a weight (4, 4, 3, 3). */
    private abstract static class OfImages implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "w");
        }
    }

    private static float[] rounded(NDManager root, Computation computation) {
        NDArray x = new SeededDraws(4).at(0).normal(root, "x", 2, 4, 6, 8);
        NDArray w = new SeededDraws(4).at(0).normal(root, "w", 4, 4, 3, 3);
        try (Compiled compiled = new Compiled(root, computation)) {
            return Torch.floats(compiled.call(root, x, w).get(0));
        }
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of("attention", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(o.attention(in.get(0), in.get(0), in.get(0)));
                    }
                }),
                Arguments.of("upsampled convolution", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(o.upsampleConv2d(
                                in.get(0), in.get(1), o.constant(1, 2, 3, 4), new long[] {4, 4, 3, 3}));
                    }
                }),
                Arguments.of("slope of a convolution", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        T w = o.variable(in.get(1));
                        T y = o.conv2d(in.get(0), w, new long[] {4, 4, 3, 3}, 1, 1);
                        return List.of(o.gradient(o.mean(o.square(y)), w));
                    }
                }),
                Arguments.of("slope of a slope", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        T w = o.variable(in.get(1));
                        T x = o.variable(in.get(0));
                        T y = o.tanh(o.scale(o.conv2d(x, w, new long[] {4, 4, 3, 3}, 1, 1), 0.1)); // not at its ends
                        T slope = o.differentiableGradient(o.sum(y), x);
                        return List.of(o.gradient(o.mean(o.square(slope)), w));
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void layersAndTheirSlopesAreNear(String name, Computation computation) {
        try (NDManager root = Torch.open()) {
            float[] whole = rounded(root, computation);
            Precision.BF16.use();
            float[] half = rounded(root, computation);
            double difference = 0;
            double size = 0;
            for (int i = 0; i < whole.length; i++) {
                difference += Math.pow(half[i] - whole[i], 2);
                size += Math.pow(whole[i], 2);
            }
            assertThat(Math.sqrt(difference / size)).isPositive().isLessThan(0.02);
        }
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                Arguments.of("group norm", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(o.groupNorm(in.get(0), 2, 1e-5));
                    }
                }),
                Arguments.of("head of an energy", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        T weight = o.slice(o.reshape(in.get(1), 1, -1), 1, 0, 8);
                        Params<T> head =
                                new Params<>(parameter -> parameter.endsWith("weight") ? weight : o.constant(0.3));
                        return List.of(new Linear("head", 8, 1).of(o, head, in.get(0)));
                    }
                }),
                Arguments.of("what is said to be exact", new OfImages() {
                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(o.exactly(() -> o.attention(in.get(0), in.get(0), in.get(0))));
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arithmetic")
    void arithmeticIsEqual(String name, Computation computation) {
        try (NDManager root = Torch.open()) {
            float[] whole = rounded(root, computation);
            Precision.BF16.use();
            assertThat(rounded(root, computation)).isEqualTo(whole);
        }
    }

    @Test
    void exportedProgramsAreFloat32(@TempDir Path folder) throws IOException {
        Computation convolution = new OfImages() {
            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(o.conv2d(in.get(0), in.get(1), new long[] {4, 4, 3, 3}, 1, 1));
            }
        };
        TorchScriptFile.function(folder.resolve("a.pt"), convolution);
        Precision.BF16.use();
        TorchScriptFile.function(folder.resolve("b.pt"), convolution);
        assertThat(folder.resolve("b.pt")).hasSameBinaryContentAs(folder.resolve("a.pt"));
    }

    /** One step down a loss whose gradient is 1 at every weight takes all weights by the rate, which bfloat16 could not. */
    @Test
    void weightsMoveByLessThanFactorsShow() {
        try (NDManager root = Torch.open()) {
            Precision.BF16.use();
            Loss sum = new Loss() {
                @Override
                public List<String> inputs() {
                    return List.of("x");
                }

                @Override
                public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                    return new Value<>(
                            o.sum(o.linear(in.get(0), networks.of("net").get("w"))), Map.of());
                }
            };
            Weights weights = Weights.initial(root, "net", List.of(Parameter.constant("w", 0, 4, 3)), 0);
            NDArray one = Torch.array(root, new float[] {1, 1, 1}, 1, 3);
            try (Learner learner = new Learner(root, weights, Adam.of(1e-3))) {
                Update update = learner.compile(sum);
                update.apply(1, 0, one);
                assertThat(Torch.floats(weights.get("w"))).containsOnly(new float[] {-1e-3f}, within(1e-8f));
                for (int i = 0; i < 1000; i++) update.apply(1e-4, 0, one);
                assertThat(Torch.floats(weights.get("w"))).containsOnly(new float[] {-1.1e-3f}, within(1e-6f));
            }
        }
    }
}
