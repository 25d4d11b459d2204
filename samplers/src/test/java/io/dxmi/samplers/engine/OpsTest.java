package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two interpreters that run agree on every operator, in value and in gradient; {@code OnnxOpsTest} compares the third. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpsTest {

    /** Rounding of float32 over sums of up to a few hundred terms, computed in two orders. */
    private static final float TOLERANCE = 2e-5f;

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    /** One operator: what it makes of a few float inputs of the given shapes. */
    interface Body {
        <T> T of(Ops<T> o, List<T> in);
    }

    record Case(String name, Body body, long[]... shapes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static long[] s(long... shape) {
        return shape;
    }

    static List<Case> operators() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(
                "add",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.add(in.get(0), in.get(1));
                    }
                },
                s(3, 4),
                s(4)));
        cases.add(new Case(
                "sub",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.sub(in.get(0), in.get(1));
                    }
                },
                s(3, 4),
                s(3, 1)));
        cases.add(new Case(
                "mul",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.mul(in.get(0), in.get(1));
                    }
                },
                s(3, 4),
                s(3, 4)));
        cases.add(new Case(
                "scale, shift",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.addScalar(o.scale(in.get(0), -1.5e-3), 2.5);
                    }
                },
                s(3, 4)));
        cases.add(new Case(
                "square, exp, sin, cos",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.add(o.exp(o.sin(in.get(0))), o.square(o.cos(in.get(0))));
                    }
                },
                s(5)));
        cases.add(new Case(
                "gelu",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.gelu(in.get(0));
                    }
                },
                s(3, 4)));
        cases.add(new Case(
                "matmul",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.matmul(in.get(0), o.transpose(in.get(1), 2, 3));
                    }
                },
                s(2, 3, 4, 5),
                s(2, 3, 6, 5)));
        cases.add(new Case(
                "log",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.log(o.addScalar(o.square(in.get(0)), 0.5));
                    }
                },
                s(5)));
        cases.add(new Case(
                "silu, leakyRelu",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.add(o.silu(in.get(0)), o.leakyRelu(in.get(0), 0.2));
                    }
                },
                s(40)));
        cases.add(new Case(
                "logSoftmax",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.logSoftmax(o.scale(in.get(0), 20)); // far beyond where exp alone is exact
                    }
                },
                s(3, 4)));
        cases.add(new Case(
                "linear",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.linear(in.get(0), in.get(1), in.get(2));
                    }
                },
                s(6, 5),
                s(3, 5),
                s(3)));
        cases.add(new Case(
                "linear of sequences",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.add(o.linear(in.get(0), in.get(1), in.get(2)), o.linear(in.get(0), in.get(1)));
                    }
                },
                s(2, 6, 5),
                s(3, 5),
                s(3)));
        for (long[] w : List.of(s(16, 16, 3, 3), s(3, 16, 3, 3), s(16, 1, 3, 3), s(20, 20, 3, 3), s(5, 7, 1, 1))) {
            cases.add(new Case(
                    "conv2d " + java.util.Arrays.toString(w),
                    new Body() {
                        @Override
                        public <T> T of(Ops<T> o, List<T> in) {
                            return o.conv2d(in.get(0), in.get(1), in.get(2), w, 2, 1);
                        }
                    },
                    s(2, w[1], 6, 6),
                    w,
                    s(w[0])));
        }
        for (long[] w : List.of(s(16, 32, 3, 3), s(3, 20, 3, 3))) {
            cases.add(new Case(
                    "upsampleConv2d " + java.util.Arrays.toString(w),
                    new Body() {
                        @Override
                        public <T> T of(Ops<T> o, List<T> in) {
                            return o.upsampleConv2d(in.get(0), in.get(1), in.get(2), w);
                        }
                    },
                    s(2, w[1], 3, 4),
                    w,
                    s(w[0])));
        }
        cases.add(new Case(
                "groupNorm",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.groupNorm(in.get(0), in.get(1), in.get(2), 4, 1e-6);
                    }
                },
                s(2, 8, 3, 3),
                s(8),
                s(8)));
        for (int groups : List.of(1, 2, 4)) { // 16, 8 and 4 channels a group: the last is turned round for its gradient
            cases.add(new Case(
                    "channelsLast, groupNorm " + groups,
                    new Body() {
                        @Override
                        public <T> T of(Ops<T> o, List<T> in) {
                            T rows = o.meanPixels(in.get(0));
                            T gain = o.reshape(o.slice(rows, 0, 0, 1), 16);
                            T shift = o.reshape(o.slice(rows, 0, 1, 2), 16);
                            T y = o.groupNorm(o.channelsLast(in.get(0)), gain, shift, groups, 1e-6);
                            return o.mul(y, o.channelsLast(in.get(1)));
                        }
                    },
                    s(2, 16, 3, 5),
                    s(2, 16, 3, 5)));
        }
        for (long[] w : List.of(s(16, 16, 3, 3), s(5, 16, 3, 3))) { // the second is cut out of a wider result
            cases.add(new Case(
                    "addInPlace, leakyReluInPlace " + java.util.Arrays.toString(w),
                    new Body() {
                        @Override
                        public <T> T of(Ops<T> o, List<T> in) {
                            T y = o.conv2d(in.get(0), in.get(1), w, 1, 1);
                            T z = o.leakyReluInPlace(o.addInPlace(y, o.reshape(in.get(2), 1, w[0], 1, 1)), 0.2);
                            return o.conv2d(z, o.reshape(in.get(3), 1, w[0], 1, 1), s(1, w[0], 1, 1), 1, 0);
                        }
                    },
                    s(2, 16, 4, 4),
                    w,
                    s(w[0]),
                    s(w[0])));
        }
        cases.add(new Case(
                "addInPlace of what is read again",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T y = o.exp(in.get(0)); // its own gradient: not to be overwritten
                        return o.leakyReluInPlace(o.addInPlace(y, in.get(1)), 0.2);
                    }
                },
                s(3, 4),
                s(4)));
        cases.add(new Case(
                "avgPool2, upsample2",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.upsample2(o.avgPool2(in.get(0)));
                    }
                },
                s(2, 3, 5, 6)));
        cases.add(new Case(
                "tanh, linear and conv2d without bias",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T y = o.conv2d(o.tanh(in.get(0)), in.get(1), new long[] {5, 7, 3, 3}, 1, 1);
                        return o.linear(o.reshape(y, 2, 80), in.get(2));
                    }
                },
                s(2, 7, 4, 4),
                s(5, 7, 3, 3),
                s(3, 80)));
        cases.add(new Case(
                "groupNorm without gain",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.mul(o.groupNorm(in.get(0), 2, 1e-5), in.get(1));
                    }
                },
                s(2, 6, 3, 3),
                s(2, 6, 3, 3)));
        cases.add(new Case(
                "attention, transpose",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T a = o.attention(in.get(0), in.get(1), o.transpose(in.get(2), 2, 3));
                        return o.transpose(a, 1, 3);
                    }
                },
                s(2, 3, 9, 4),
                s(2, 3, 9, 4),
                s(2, 3, 4, 9)));
        cases.add(new Case(
                "depthwiseConv2d of 5 and of 16 channels",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T few = o.depthwiseConv2d(in.get(0), in.get(1), in.get(2), new long[] {5, 1, 3, 3}, 2, 1);
                        T all = o.depthwiseConv2d(in.get(3), in.get(4), in.get(5), new long[] {16, 1, 5, 5}, 1, 2);
                        return o.add(o.sumPixels(o.square(few)), o.slice(o.sumPixels(o.square(all)), 1, 0, 5));
                    }
                },
                s(2, 5, 7, 6),
                s(5, 1, 3, 3),
                s(5),
                s(2, 16, 4, 5),
                s(16, 1, 5, 5),
                s(16)));
        cases.add(new Case(
                "pad, blur2, slice, sumPixels",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T blurred = o.blur2(o.pad(in.get(0), 0, 2));
                        T part = o.slice(o.slice(blurred, 1, 1, 3), 3, 2, 5);
                        return o.sumPixels(o.square(part));
                    }
                },
                s(2, 3, 4, 5)));
        cases.add(new Case(
                "concat, reshape, perSample",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T both = o.concat(List.of(in.get(0), in.get(1)), 1);
                        return o.mul(o.reshape(both, -1, 2, 2), o.perSample(in.get(2), 3));
                    }
                },
                s(3, 1),
                s(3, 3),
                s(3)));
        cases.add(new Case(
                "means and sum",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T x = in.get(0);
                        T s = o.add(o.mean(x), o.scale(o.sum(x), 0.1));
                        return o.add(o.add(o.meanPerSample(x), o.meanPerSample(o.square(o.meanPixels(x)))), s);
                    }
                },
                s(3, 2, 4, 4)));
        cases.add(new Case(
                "indexSelect, constant, toInt",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T index = o.toInt(o.constant(2, 0, 2, 1));
                        return o.mul(
                                o.indexSelect(in.get(0), index),
                                o.perSample(o.indexSelect(o.constant(5, 6, 7), index), 2));
                    }
                },
                s(3, 2)));
        cases.add(new Case(
                "equal, less, select, merge",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T index = o.toInt(o.constant(2, 0, 2, 1));
                        T mask = o.equal(index, 2);
                        T x = in.get(0);
                        T merged = o.maskedScatter(
                                mask, o.square(o.maskedSelect(x, mask)), o.exp(o.maskedSelect(x, o.not(mask))));
                        return o.mul(merged, o.toFloat(o.less(index, 2)));
                    }
                },
                s(4)));
        cases.add(new Case(
                "stopGradient",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.mul(in.get(0), o.stopGradient(o.exp(in.get(0))));
                    }
                },
                s(4)));
        cases.add(new Case(
                "uniformLike, dropout",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T x = in.get(0);
                        return o.add(o.mul(x, o.uniformLike(x)), o.dropout(x, 0.3));
                    }
                },
                s(4, 5)));
        cases.add(new Case(
                "normalLike",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T x = in.get(0);
                        return o.mul(x, o.normalLike(x));
                    }
                },
                s(4)));
        cases.add(new Case(
                "fullIndex, increment, withoutGradient, exactly",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T x = in.get(0);
                        T step = o.toFloat(o.increment(o.fullIndex(x, 3), 2));
                        T frozen = o.withoutGradient(() -> o.exp(x));
                        return o.exactly(() -> o.mul(x, o.add(frozen, step)));
                    }
                },
                s(4)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("operators")
    void interpretersAgree(Case c) {
        SplittableRandom random = new SplittableRandom(1);
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> inputs = new ArrayList<>();
            for (long[] shape : c.shapes) {
                float[] values = new float[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
                inputs.add(Torch.array(scope, values, shape));
            }
            Computation withGradients = new Computation() {
                @Override
                public List<String> inputs() {
                    return java.util.stream.IntStream.range(0, inputs.size())
                            .mapToObj(i -> "x" + i)
                            .toList();
                }

                @Override
                public <T> List<T> of(Ops<T> o, Networks<T> n, List<T> in) {
                    List<T> out = new ArrayList<>();
                    for (int i = -1; i < in.size(); i++) {
                        List<T> leaves = new ArrayList<>(in);
                        if (i >= 0) leaves.set(i, o.variable(in.get(i)));
                        T y = c.body.of(o, leaves);
                        // a non-uniform cotangent: squares weigh each output by its own value
                        out.add(i < 0 ? y : o.gradient(o.sum(o.square(y)), leaves.get(i)));
                    }
                    return out;
                }
            };
            List<NDArray> eager = Torch.withGradient(
                    true, () -> withGradients.of(new EagerOps(scope, 11), EagerOps.networks(), inputs));
            try (Compiled compiled = new Compiled(root, withGradients)) {
                List<NDArray> scripted = compiled.call(scope, 11, inputs.toArray(NDArray[]::new));
                for (int i = 0; i < eager.size(); i++) {
                    assertThat(scripted.get(i).getShape())
                            .isEqualTo(eager.get(i).getShape());
                    float[] expected = eager.get(i).toFloatArray();
                    float largest = 1;
                    for (float e : expected) largest = Math.max(largest, Math.abs(e));
                    assertThat(scripted.get(i).toFloatArray())
                            .as(i == 0 ? "value" : "gradient of input " + (i - 1))
                            .containsExactly(expected, within(TOLERANCE * largest));
                }
            }
        }
    }

    @Test
    void anUnknownNetworkIsNamed() {
        Computation reads = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of();
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> n, List<T> in) {
                return List.of(n.of("enrgy").get("w"));
            }
        };
        assertThatThrownBy(() -> new Compiled(root, reads)).hasMessageContaining("enrgy");
    }
}
