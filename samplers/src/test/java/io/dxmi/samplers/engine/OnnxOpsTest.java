package io.dxmi.samplers.engine;

import static io.dxmi.samplers.engine.OpsTest.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.OpsTest.Body;
import io.dxmi.samplers.engine.OpsTest.Case;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator is either refused, or computes in ONNX Runtime what the eager interpreter computes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnnxOpsTest {

    /** As in {@link OpsTest}. */
    private static final float TOLERANCE = 2e-5f;

    /** Operators that no ONNX file can hold, each with a use of it. */
    private static final Map<String, Function<OnnxOps, Object>> REFUSED = Map.of(
            "normalLike/1", o -> o.normalLike(o.constant(1)),
            "uniformLike/1", o -> o.uniformLike(o.constant(1)),
            "dropout/2", o -> o.dropout(o.constant(1), 0.5),
            "gradient/2", o -> o.gradient(o.constant(1), o.constant(1)),
            "differentiableGradient/2", o -> o.differentiableGradient(o.constant(1), o.constant(1)),
            "module/2", o -> o.module(null, o.constant(1)));

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    static List<Case> operators() {
        List<Case> cases = new ArrayList<>(OpsTest.operators());
        cases.removeIf(c -> c.name().matches("normalLike|uniformLike, dropout"));
        cases.add(new Case(
                "softplus, sqrt, clamp, where, minimum",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T x = in.get(0);
                        T bounded = o.sqrt(o.square(o.clamp(x, -1, 0.5)));
                        T soft = o.add(o.softplus(o.scale(x, 30)), o.variable(bounded));
                        return o.where(o.less(x, 0), o.minimum(soft, in.get(1)), soft);
                    }
                },
                s(3, 4),
                s(4)));
        for (int axis : List.of(0, 1)) {
            cases.add(new Case(
                    "leastOver " + axis,
                    new Body() {
                        @Override
                        public <T> T of(Ops<T> o, List<T> in) {
                            return o.leastOver(in.get(0), axis);
                        }
                    },
                    s(3, 4)));
        }
        cases.add(new Case(
                "loop",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        List<T> pair = List.of(o.scale(in.get(0), 0), in.get(0));
                        return o.loop(5, pair, s -> List.of(s.get(1), o.add(s.get(0), s.get(1))))
                                .get(1);
                    }
                },
                s(3)));
        cases.add(new Case(
                "channelsLast of many channels",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        return o.channelsLast(in.get(0), 32);
                    }
                },
                s(2, 32, 2, 2)));
        cases.add(new Case(
                "operands of two kinds",
                new Body() {
                    @Override
                    public <T> T of(Ops<T> o, List<T> in) {
                        T steps = o.fullIndex(in.get(0), 3);
                        return o.add(o.mul(in.get(0), o.toFloat(steps)), o.scale(o.toFloat(o.equal(steps, 3)), 2));
                    }
                },
                s(5)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("operators")
    void onnxRuntimeAgrees(Case c, @TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(1);
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> inputs = new ArrayList<>();
            Map<String, HostTensor> fed = new LinkedHashMap<>();
            OnnxGraph graph = new OnnxGraph("operator");
            List<OnnxValue> symbols = new ArrayList<>();
            for (long[] shape : c.shapes()) {
                float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
                inputs.add(Torch.array(scope, values, shape));
                String name = "x" + fed.size();
                Object[] axes = Arrays.stream(shape).boxed().toArray();
                axes[0] = name + "_rows"; // open, as the rows of a batch are
                symbols.add(graph.input(name, "", Kind.FLOAT, axes));
                fed.put(name, HostTensor.of(values, shape));
            }
            NDArray expected = Torch.withGradient(false, () -> c.body().of(new EagerOps(scope, 11), inputs));
            OnnxValue result = c.body().of(new OnnxOps(graph), symbols);
            long[] shape = expected.getShape().getShape();
            assertThat(result.rank()).isEqualTo(shape.length);
            graph.output(result, "y", "", Arrays.stream(shape).boxed().toArray());
            Path file = folder.resolve("operator.onnx");
            graph.write(file, "test");
            try (OnnxRun run = new OnnxRun(file)) {
                HostTensor y = run.of(fed).get("y");
                assertThat(y.shape()).isEqualTo(shape);
                float[] values = expected.toFloatArray();
                float largest = 1;
                for (float v : values) largest = Math.max(largest, Math.abs(v));
                assertThat(y.toFloats()).containsExactly(values, within(TOLERANCE * largest));
            }
        }
    }

    @Test
    void everyOperatorIsComparedOrRefused() {
        TreeSet<String> seen = new TreeSet<>(REFUSED.keySet());
        for (Case c : operators()) {
            OnnxGraph graph = new OnnxGraph("operator");
            List<OnnxValue> symbols = new ArrayList<>();
            for (long[] shape : c.shapes()) {
                Object[] axes = Arrays.stream(shape).boxed().toArray();
                symbols.add(graph.input("x" + symbols.size(), "", Kind.FLOAT, axes));
            }
            c.body().of(recording(new OnnxOps(graph), seen), symbols);
        }
        TreeSet<String> all = new TreeSet<>();
        for (Method method : Ops.class.getMethods()) all.add(key(method));
        assertThat(seen).isEqualTo(all);
    }

    private static String key(Method method) {
        return method.getName() + "/" + method.getParameterCount();
    }

    @SuppressWarnings("unchecked")
    private static Ops<OnnxValue> recording(OnnxOps ops, Set<String> seen) {
        return (Ops<OnnxValue>) Proxy.newProxyInstance(
                Ops.class.getClassLoader(), new Class<?>[] {Ops.class}, (p, method, in) -> {
                    seen.add(key(method));
                    try {
                        return method.invoke(ops, in);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void whatNoFileHoldsIsRefused() {
        REFUSED.forEach((name, use) -> assertThatThrownBy(() -> use.apply(new OnnxOps(new OnnxGraph("refused"))))
                .as(name)
                .isInstanceOf(OnnxOps.NotInOnnx.class)
                .hasMessageStartingWith("an ONNX file holds no "));
    }
}
