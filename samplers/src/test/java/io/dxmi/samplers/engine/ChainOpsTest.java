package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.train.Accumulation;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bounds, slopes and loops, in both interpreters; and a gradient that comes in parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainOpsTest {

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    private interface Body {
        <T> T of(Ops<T> o, T x);
    }

    private void assertMakes(Body body, float[] x, double... expected) {
        Computation computation = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(o.stopGradient(body.of(o, in.get(0))));
            }
        };
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, computation)) {
            NDArray input = Torch.array(scope, x, x.length);
            assertNear(compiled.call(scope, 5, input).get(0), expected);
            assertNear(
                    Torch.withGradient(
                                    true,
                                    () -> computation.of(new EagerOps(scope, 5), EagerOps.networks(), List.of(input)))
                            .get(0),
                    expected);
        }
    }

    private static void assertNear(NDArray found, double... expected) {
        float[] values = found.toFloatArray();
        assertThat(values).hasSize(expected.length);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(1e-5 * (1 + Math.abs(expected[i]))));
        }
    }

    @Test
    void boundsAreWhatTheySay() {
        float[] x = {-2, 0.25f, 3};
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        return o.softplus(in);
                    }
                },
                x,
                Math.log1p(Math.exp(-2)),
                Math.log1p(Math.exp(0.25)),
                Math.log1p(Math.exp(3)));
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        return o.sqrt(o.square(o.clamp(in, -1, 2)));
                    }
                },
                x,
                1,
                0.25,
                2);
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        return o.where(o.less(in, 0), o.scale(in, 10), o.minimum(in, o.addScalar(o.scale(in, 0), 1)));
                    }
                },
                x,
                -20,
                0.25,
                1);
    }

    @Test
    void theLeastOfRowsAndColumns() {
        float[] x = {4, 1, 3, 2, 5, 0};
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        return o.leastOver(o.reshape(in, 2, 3), 1);
                    }
                },
                x,
                1,
                0);
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        return o.leastOver(o.reshape(in, 2, 3), 0);
                    }
                },
                x,
                2,
                1,
                0);
    }

    /** d/dx of (d/dx x^3)^2 = 9 x^4 is 36 x^3. */
    @Test
    void aSlopeCanBeDifferentiatedInACompiledProgram() {
        Computation twice = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T x = o.variable(in.get(0));
                T slope = o.differentiableGradient(o.sum(o.mul(o.square(x), x)), x);
                return List.of(o.gradient(o.sum(o.square(slope)), x));
            }
        };
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, twice)) {
            assertNear(
                    compiled.call(scope, Torch.array(scope, new float[] {1, -2}, 2))
                            .get(0),
                    36,
                    -288);
        }
    }

    /** Fibonacci's pair, which a loop that overwrites too early gets wrong; the loop within the loop keeps its own state. */
    @Test
    void aLoopCarriesItsStateAtOnce() {
        assertMakes(
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, T in) {
                        List<T> pair = o.loop(5, List.of(o.scale(in, 0), in), s -> {
                            List<T> same = o.loop(3, List.of(s.get(0)), t -> List.of(o.addScalar(t.get(0), 0)));
                            return List.of(s.get(1), o.add(same.get(0), s.get(1)));
                        });
                        return pair.get(1);
                    }
                },
                new float[] {1, 2},
                8,
                16);
    }

    @Test
    void everyTurnOfALoopDrawsNewNoise() {
        Computation walk = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return o.loop(100, in, s -> List.of(o.add(s.get(0), o.normalLike(s.get(0)))));
            }
        };
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, walk)) {
            double square = 0;
            float[] ends = compiled.call(scope, 5, Torch.array(scope, new float[4000], 4000))
                    .get(0)
                    .toFloatArray();
            for (float x : ends) square += x * x / 4000.0;
            // 100, were the noise new; 10,000, were it the same; 4.5 standard errors of a variance
            assertThat(square).isCloseTo(100, within(4.5 * 100 * Math.sqrt(2.0 / 4000)));
        }
    }

    /** sum (a x)^2 + b, whose gradient is linear in the rows' squares. */
    private record Squares() implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x", "y");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of("own");
            T loss = o.sum(o.square(o.mul(p.get("a"), o.add(in.get(0), in.get(1)))));
            return new Value<>(o.add(loss, o.sum(p.get("b"))), Map.of("fit", loss));
        }
    }

    private Learner learner(double rate) {
        Weights weights = Weights.initial(root, "own", List.of(Parameter.values("a", 3), Parameter.values("b", 1)), 0);
        return new Learner(root, weights, Adam.of(rate).withClip(5).withOwnRate("b", 0.2));
    }

    @Test
    void aGradientInPartsIsTheGradientOfTheSum() {
        try (Learner parts = learner(0.1);
                Learner whole = learner(0.1);
                NDManager scope = root.newSubManager()) {
            Accumulation sum = parts.compileParts(new Squares(), List.of("x"));
            Update once = whole.compile(new Squares());
            NDArray zero = Torch.array(scope, new float[2], 2);
            for (int i = 0; i < 3; i++) {
                NDArray first = Torch.array(scope, new float[] {1 + i, 0}, 2);
                NDArray second = Torch.array(scope, new float[] {0, -2}, 2);
                float a = parts.weights().get("a").toFloatArray()[0];
                NDArray slope = sum.add(scope, 1, 0, first, zero).get(0);
                assertNear(slope, 2 * a * a * (1 + i), 0);
                sum.add(scope, 1, 0, second, zero);
                Stats stats = sum.apply(1, 1);
                // b is in both parts: twice its gradient, which clipping makes visible in both parameters
                NDArray both = Torch.array(scope, new float[] {1 + i, -2}, 2);
                Stats expected = once.apply(both, zero);
                double g = 2 * a * ((1 + i) * (1 + i) + 4);
                assertThat(stats.gradNorm()).isCloseTo(Math.hypot(g, 2), within(1e-3 * g));
                assertThat(expected.gradNorm()).isCloseTo(Math.hypot(g, 1), within(1e-3 * g));
                assertThat(parts.weights().get("a").toFloatArray()[0])
                        .isCloseTo(whole.weights().get("a").toFloatArray()[0], within(1e-3f));
            }
        }
    }

    @Test
    void aSumThatIsNotFiniteChangesNothing() {
        try (Learner learner = learner(0.1);
                NDManager scope = root.newSubManager()) {
            Accumulation sum = learner.compileParts(new Squares(), List.of());
            NDArray zero = Torch.array(scope, new float[1], 1);
            sum.add(scope, 1, 0, Torch.array(scope, new float[] {Float.NaN}, 1), zero);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> sum.apply(1, 1))
                    .isInstanceOf(Diverged.class);
            assertThat(learner.weights().get("a").toFloatArray()).containsExactly(3);
            sum.add(scope, 1, 0, Torch.array(scope, new float[] {1}, 1), zero);
            assertThat(sum.apply(1, 1).gradNorm()).isFinite(); // the bad sum is forgotten
        }
    }

    @Test
    void secondDerivativesSeeThroughWhatWasOverwritten() {
        Computation both = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "w");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> n, List<T> in) {
                return List.of(of(o, in, true), of(o, in, false));
            }

            private <T> T of(Ops<T> o, List<T> in, boolean over) {
                T x = o.variable(in.get(0));
                T w = o.variable(in.get(1));
                T y = o.conv2d(x, w, new long[] {16, 16, 3, 3}, 1, 1);
                T z = over ? o.leakyReluInPlace(o.addInPlace(y, x), 0.2) : o.leakyRelu(o.add(y, x), 0.2);
                return o.gradient(o.sum(o.square(o.differentiableGradient(o.sum(o.square(z)), x))), w);
            }
        };
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, both)) {
            Draws draws = new SeededDraws(3).at(0);
            List<NDArray> gradients =
                    compiled.call(scope, draws.normal(scope, "x", 2, 16, 4, 4), draws.normal(scope, "w", 16, 16, 3, 3));
            assertThat(gradients.get(0).toFloatArray())
                    .containsExactly(gradients.get(1).toFloatArray());
        }
    }
}
