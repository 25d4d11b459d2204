package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The convolutions and matrix products that a gradient of a network cannot do without, and nothing else: those of every
 * layer forward, for the gradient of its input and for the gradient of its weights. One native call runs them all, on
 * operands of their own.
 */
public final class LayerProducts implements AutoCloseable {

    private final NDManager own;
    private final NDManager root;
    private final List<Layer> layers;
    private final Script script;
    private final IValue x;
    private final IValue w;
    private final IValue slope;
    private final IValue sink;

    /** Those of {@code computation}, as it runs on {@code inputs}. */
    public LayerProducts(NDManager root, Computation computation, Weights weights, NDArray... inputs) {
        this.root = root;
        own = root.newSubManager();
        try (NDManager scope = root.newSubManager()) {
            LayerRecorder recorder = new LayerRecorder(new EagerOps(scope, 0));
            computation.of(recorder.ops(), recorder.networks(weights), List.of(inputs));
            layers = recorder.layers();
        }
        StringBuilder text = new StringBuilder("def run(self: " + Script.SELF
                + ", x: List[Tensor], w: List[Tensor], g: List[Tensor], sink: Tensor) -> List[Tensor]:\n");
        for (int i = 0; i < layers.size(); i++) {
            for (String line : layers.get(i).program(i))
                text.append("  ").append(line).append('\n');
        }
        script = new Script(root, text.append("  return [sink]\n").toString());
        x = operands(layers.stream().map(Layer::x).toList());
        w = operands(layers.stream().map(Layer::w).toList());
        slope = operands(layers.stream().map(Layer::y).toList());
        sink = IValue.from((PtNDArray) Torch.scalar(own, 0));
    }

    private IValue operands(List<long[]> shapes) {
        List<NDArray> arrays = new ArrayList<>();
        try (Compiled layout = new Compiled(root, CHANNELS_LAST)) {
            for (long[] shape : shapes) {
                NDArray array = own.randomNormal(new Shape(shape));
                boolean images = shape.length == 4 && shape[1] >= Ops.WIDE;
                arrays.add(images ? layout.call(own, array).get(0) : array);
            }
        }
        return Torch.list(arrays);
    }

    /** As networks keep wide images; weights then have that layout too, which libtorch would turn them to. */
    private static final Computation CHANNELS_LAST = new Computation() {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return List.of(o.channelsLast(in.get(0)));
        }
    };

    /** A layer with its operands' shapes. */
    sealed interface Layer {

        long[] x();

        long[] w();

        /** Of the result, and so of its gradient. */
        long[] y();

        /** Whether anything before the layer is trained. */
        boolean needsInputGradient();

        /** Multiplications and additions of one product; the others cost the same. */
        long flops();

        /** How many products a gradient takes. */
        int products();

        /** Statements over {@code x[i]}, {@code w[i]} and {@code g[i]}. */
        List<String> program(int i);

        /** A use of a result, without which libtorch would leave out what made it. */
        static String use(String result) {
            return "torch.add_(sink, torch.as_strided(" + result
                    + ", annotate(List[int], []), annotate(List[int], []), 0))";
        }
    }

    record Convolution(long[] x, long[] w, long[] y, int stride, int padding, boolean needsInputGradient)
            implements Layer {

        /**
         * A 3x3 convolution of an upsampled x: the transpose of one with 4x4 taps and stride 2, which has the same three
         * products.
         */
        static Convolution ofUpsampled(long[] x, long[] w, boolean needsInputGradient) {
            long[] large = {x[0], w[0], 2 * x[2], 2 * x[3]};
            return new Convolution(large, new long[] {w[1], w[0], 4, 4}, x, 2, 1, needsInputGradient);
        }

        @Override
        public long flops() {
            return 2 * product(y) * w[1] * w[2] * w[3];
        }

        @Override
        public int products() {
            return needsInputGradient ? 3 : 2;
        }

        @Override
        public List<String> program(int i) {
            String how = String.format(Locale.ROOT, "[%1$d, %1$d], [%2$d, %2$d], [1, 1]", stride, padding);
            String wanted = (needsInputGradient ? "True" : "False") + ", True, False";
            List<String> lines = new ArrayList<>(List.of(
                    String.format(Locale.ROOT, "y%1$d = torch.conv2d(x[%1$d], w[%1$d], None, ", i) + how + ", 1)",
                    Layer.use("y" + i),
                    String.format(
                                    Locale.ROOT,
                                    "t%1$d = torch.convolution_backward(g[%1$d], x[%1$d], w[%1$d], None, ",
                                    i)
                            + how + ", False, [0, 0], 1, [" + wanted + "])",
                    String.format(Locale.ROOT, "a%1$d, b%1$d, c%1$d, = t%1$d", i),
                    Layer.use("b" + i)));
            if (needsInputGradient) lines.add(Layer.use("a" + i));
            return lines;
        }
    }

    /** x (rows, in), w (out, in). */
    record Linear(long[] x, long[] w, long[] y, boolean needsInputGradient) implements Layer {

        @Override
        public long flops() {
            return 2 * product(y) * w[1];
        }

        @Override
        public int products() {
            return needsInputGradient ? 3 : 2;
        }

        @Override
        public List<String> program(int i) {
            List<String> lines = new ArrayList<>(List.of(
                    String.format(Locale.ROOT, "y%1$d = torch.linear(x[%1$d], w[%1$d], None)", i),
                    Layer.use("y" + i),
                    String.format(Locale.ROOT, "b%1$d = torch.mm(torch.t(g[%1$d]), x[%1$d])", i),
                    Layer.use("b" + i)));
            if (needsInputGradient) {
                lines.add(String.format(Locale.ROOT, "a%1$d = torch.mm(g[%1$d], w[%1$d])", i));
                lines.add(Layer.use("a" + i));
            }
            return lines;
        }
    }

    /** Queries (B, heads, N, D) with transposed keys, which is also what weights and values cost: two forward, four backward. */
    record Attention(long[] x) implements Layer {

        @Override
        public long[] w() {
            return x;
        }

        @Override
        public long[] y() {
            return new long[] {x[0], x[1], x[2], x[2]};
        }

        @Override
        public boolean needsInputGradient() {
            return true;
        }

        @Override
        public long flops() {
            return 2 * product(x) * x[2];
        }

        @Override
        public int products() {
            return 6;
        }

        @Override
        public List<String> program(int i) {
            List<String> lines = new ArrayList<>();
            String keys = String.format(Locale.ROOT, "torch.transpose(w[%d], 2, 3)", i);
            String weights = String.format(Locale.ROOT, "torch.transpose(g[%d], 2, 3)", i);
            List<String> products = List.of(
                    String.format(Locale.ROOT, "x[%d], ", i) + keys, // scores
                    String.format(Locale.ROOT, "g[%1$d], w[%1$d]", i), // what is seen
                    String.format(Locale.ROOT, "x[%d], ", i) + keys, // gradient of the weights
                    weights + String.format(Locale.ROOT, ", x[%d]", i), // of the values
                    String.format(Locale.ROOT, "g[%1$d], w[%1$d]", i), // of the queries
                    weights + String.format(Locale.ROOT, ", x[%d]", i)); // of the keys
            for (int k = 0; k < products.size(); k++) {
                String name = "m" + i + "_" + k;
                lines.add(name + " = torch.matmul(" + products.get(k) + ")");
                lines.add(Layer.use(name));
            }
            return lines;
        }
    }

    private static long product(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** How many there are. */
    public int count() {
        return layers.stream().mapToInt(Layer::products).sum();
    }

    /** Multiplications and additions of them all. */
    public long flops() {
        return layers.stream().mapToLong(l -> l.flops() * l.products()).sum();
    }

    /** Runs them all once. */
    public void run() {
        try (IValue out = script.run("run", x, w, slope, sink)) {
            Torch.arrays(root, out).forEach(NDArray::close);
        }
    }

    @Override
    public void close() {
        List.of(x, w, slope, sink).forEach(IValue::close);
        script.close();
        own.close();
    }
}
