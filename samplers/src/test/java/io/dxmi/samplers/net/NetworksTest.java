package io.dxmi.samplers.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture computes the same under all interpreters, in value and in gradient, and has the shape it says. */
class NetworksTest {

    /** Float32 rounding through up to a dozen layers. */
    private static final float TOLERANCE = 5e-5f;

    private record Case(String name, List<Parameter> parameters, TimeNetwork network, long[] in, long[] out) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static TimeNetwork timeless(Network network) {
        return new TimeNetwork() {
            @Override
            public List<Parameter> parameters() {
                return network.parameters();
            }

            @Override
            public <T> T of(Ops<T> o, io.dxmi.samplers.engine.Params<T> p, T x, T time) {
                return network.of(o, p, x);
            }
        };
    }

    private static Case of(String name, TimeNetwork network, long[] in, long... out) {
        return new Case(name, network.parameters(), network, in, out);
    }

    static List<Case> networks() {
        long[] points = {3, 2};
        long[] digits = {3, 1, 8, 8};
        long[] colour = {3, 3, 16, 16};
        FourierFeatures features = new FourierFeatures(2, 5, 1);
        return List.of(
                of("mlp", timeless(new Mlp(FourierFeatures.none(2), 16, 3, 1)), points, 3, 1),
                of("mlp with features", timeless(new Mlp(features, 16, 2, 4)), points, 3, 4),
                of("leaky relu mlp", timeless(new LeakyReluMlp(2, 16, 3, 4)), points, 3, 4),
                of(
                        "leaky relu mlp of pictures",
                        timeless(new FlatMlp(new LeakyReluMlp(64, 16, 2, 1), 1, 8, 8)),
                        digits,
                        3,
                        1),
                of("time mlp, table", new TimeMlp(features, 16, 3, 2, new StepTable(5)), points, 3, 2),
                of(
                        "time mlp, sinusoids",
                        new TimeMlp(FourierFeatures.none(2), 16, 3, 2, new Sinusoids(8)),
                        points,
                        3,
                        2),
                of("denoiser", new ConvDenoiser(1, 16), digits, 3, 1, 8, 8),
                of("colour denoiser", new ConvDenoiser(3, 8), colour, 3, 3, 16, 16),
                of("scalar", timeless(new ConvScalar(1, 8, 16)), digits, 3, 1),
                of("energy with spectral norm", timeless(new Igebm(3, 16, WeightNorm.SPECTRAL, true)), colour, 3, 1),
                of(
                        "energy, channels last, odd sides",
                        timeless(new Igebm(3, 32, WeightNorm.NONE, true)),
                        new long[] {3, 3, 17, 15},
                        3,
                        1),
                of("linear and full attention", attending(0), colour, 3, 3, 16, 16),
                of("the same with group norms", attending(4), colour, 3, 3, 16, 16),
                of("time scalar", new TimeConvScalar(new ConvScalar(3, 16, 8), new StepTable(5)), colour, 3, 1));
    }

    private static DdpUnet attending(int groups) {
        return new DdpUnet(3, 16, 8, 8, List.of(1, 2), List.of(8), 2, 4, 3, groups, false);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void interpretersAgree(Case c, @TempDir Path folder) {
        Computation valueAndGradient = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "time");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T x = o.variable(in.get(0));
                T y = c.network.of(o, networks.of("net"), x, in.get(1));
                return List.of(y, o.gradient(o.sum(o.square(y)), x));
            }
        };
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", c.parameters, 3);
            NDArray x = new SeededDraws(1).at(0).normal(root, "x", c.in);
            NDArray time = Torch.array(root, new long[] {0, 3, 4}, 3);
            List<NDArray> eager;
            JniUtils.setGradMode(true);
            try {
                eager = valueAndGradient.of(new EagerOps(root, 0), EagerOps.networks(weights), List.of(x, time));
            } finally {
                JniUtils.setGradMode(false);
            }
            try (Compiled compiled = new Compiled(root, valueAndGradient, weights)) {
                List<NDArray> scripted = compiled.call(root, x, time);
                assertThat(scripted.get(0).getShape().getShape()).isEqualTo(c.out);
                for (int i = 0; i < 2; i++) {
                    float[] expected = eager.get(i).toFloatArray();
                    float largest = 1;
                    for (float e : expected) largest = Math.max(largest, Math.abs(e));
                    assertThat(scripted.get(i).toFloatArray()).containsExactly(expected, within(TOLERANCE * largest));
                }
            }
            Path file = folder.resolve("net.onnx");
            Map<String, HostTensor> fed = new HashMap<>(Map.of("x", Torch.host(x), "time", Torch.host(time)));
            OnnxGraph graph = new OnnxGraph("net");
            List<OnnxValue> in = Stream.of("x", "time")
                    .map(name -> OnnxRun.input(graph, name, fed.get(name)))
                    .toList();
            OnnxValue y = c.network.of(new OnnxOps(graph), graph.parameters(weights), in.get(0), in.get(1));
            graph.output(y, "y", "", Arrays.stream(c.out).boxed().toArray());
            graph.write(file, "test");
            try (OnnxRun run = new OnnxRun(file)) {
                fed.keySet().retainAll(run.inputs());
                OnnxRun.requireSame("y", run.of(fed).get("y"), Torch.host(eager.get(0)));
            }
        }
    }
}
