package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        UPSAMPLED {
            @Override
            <T> T of(Ops<T> o, T x, T w, T b) {
                return o.conv2d(o.upsample2(x), w, b, weight(), 1, 1);
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

    @Test
    void attentionIsNearAndNormalisationIsEqual() {
        try (NDManager root = Torch.open()) {
            NDArray x = new SeededDraws(4).at(0).normal(root, "x", 2, 4, 6, 8);
            Computation both = new Computation() {
                @Override
                public List<String> inputs() {
                    return List.of("x");
                }

                @Override
                public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                    T image = in.get(0);
                    return List.of(o.attention(image, image, image), o.groupNorm(image, 2, 1e-5));
                }
            };
            List<NDArray> whole = new Compiled(root, both).call(root, x);
            Precision.BF16.use();
            List<NDArray> half = new Compiled(root, both).call(root, x);
            List<NDArray> exact =
                    Precision.exactly(() -> new Compiled(root, both)).call(root, x);
            assertThat(Torch.floats(half.get(0)))
                    .isNotEqualTo(Torch.floats(whole.get(0)))
                    .containsExactly(Torch.floats(whole.get(0)), within(0.03f));
            assertThat(Torch.floats(half.get(1))).isEqualTo(Torch.floats(whole.get(1)));
            assertThat(Torch.floats(exact.get(0))).isEqualTo(Torch.floats(whole.get(0)));
        }
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
