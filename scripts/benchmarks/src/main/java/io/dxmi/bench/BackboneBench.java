package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.backbone.Backbone;
import io.dxmi.detect.data.Sample;
import io.dxmi.eval.feature.EfficientNet;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.net.EfficientNetLite;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Times an EfficientNet-Lite on one picture, and compares it with outputs of PyTorch: {@code scripts/bench-backbone}. */
public final class BackboneBench {

    private static final int WARM_UP = 5;
    private static final int REPEATS = 30;
    private static final List<Integer> ALL =
            IntStream.rangeClosed(1, EfficientNetLite.STAGES).boxed().toList();

    private BackboneBench() {}

    /** Arguments: the weights, and perhaps what {@code scripts/efficientnet-fixture --check} wrote. */
    public static void main(String[] arguments) {
        Path weights = Path.of(arguments[0]);
        if (arguments.length > 1)
            compare(weights, Safetensors.read(Path.of(arguments[1])).tensors());
        try (NDManager root = Torch.open();
                EfficientNet pooled = EfficientNet.pooled(root, weights);
                Backbone backbone = Backbone.open(weights)) {
            int side = pooled.input().height();
            NDArray x = Torch.array(root, new float[3 * side * side], 1, 3, side, side);
            report("all layers, one picture of " + side + " x " + side, () -> {
                try (NDManager scope = root.newSubManager()) {
                    Torch.floats(pooled.of(scope, x).get(0));
                }
            });
            Sample picture = Sample.of("grey", new float[3 * side * side], 3, side, side);
            report("maps of detect, with mirrored margin", () -> backbone.features(picture));
        }
    }

    /** Prints the median and the range of the milliseconds of processor time. */
    private static void report(String what, Runnable work) {
        double[] ms = new double[REPEATS];
        for (int i = -WARM_UP; i < REPEATS; i++) {
            long start = processorTime();
            work.run();
            if (i >= 0) ms[i] = (processorTime() - start) / 1e6;
        }
        double[] sorted = DoubleStream.of(ms).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ms of processor time (%.1f to %.1f)%n",
                what,
                sorted[REPEATS / 2],
                sorted[0],
                sorted[REPEATS - 1]);
    }

    private static long processorTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void compare(Path weights, Map<String, HostTensor> recorded) {
        try (NDManager root = Torch.open();
                EfficientNet pooled = EfficientNet.pooled(root, weights);
                EfficientNet maps =
                        EfficientNet.maps(root, weights, pooled.input().height(), ALL)) {
            NDArray x = Torch.array(root, recorded.get("x"));
            List<NDArray> found = maps.of(root, x);
            for (int stage : ALL) difference("stage" + stage, found.get(stage - 1), recorded);
            difference("pooled", pooled.of(root, x).get(0), recorded);
        }
    }

    private static void difference(String name, NDArray array, Map<String, HostTensor> recorded) {
        float[] found = Torch.floats(array);
        float[] expected = recorded.get(name).toFloats();
        double most = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(found[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: largest difference %.1e of values up to %.3g, ratio %.1e%n",
                name,
                most,
                largest,
                most / largest);
    }
}
