package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.EfficientNetWeights;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.EfficientNetLite;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The networks have the outputs of PyTorch's, recorded by {@code scripts/efficientnet-fixture}, in both interpreters. */
class EfficientNetParityTest {

    /** Relative to the largest value of each output. */
    private static final Tolerance CLOSE = Tolerance.relMax(1e-5);

    private static final int EVERY = 97;

    @TempDir
    private Path folder;

    private static Map<String, HostTensor> recorded() {
        try {
            return Safetensors.read(Path.of(EfficientNetParityTest.class
                            .getResource("efficientnet/recorded.safetensors")
                            .toURI()))
                    .tensors();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Outputs(EfficientNetLite network) implements Computation {

        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of("net");
            List<T> all = new ArrayList<>(network.stages(o, p, in.get(0), network.side(), EfficientNetLite.STAGES));
            all.add(network.pooled(o, p, in.get(0)));
            return all;
        }
    }

    @ParameterizedTest
    @EnumSource
    void outputsAreThoseOfPyTorch(EfficientNetLite network) {
        Path file = EfficientNetFormula.write(network, folder.resolve("weights.safetensors"));
        EfficientNetWeights read = EfficientNetWeights.of(CheckpointFile.open(file));
        assertThat(read.network()).isEqualTo(network);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", network.parameters(), 0);
            weights.set(read.parameters(), "the fixture");
            NDArray x = Torch.array(root, EfficientNetFormula.picture(network.side()));
            Outputs outputs = new Outputs(network);
            check("eager", network, outputs.of(new EagerOps(root, 0), EagerOps.networks(weights), List.of(x)));
            try (Compiled run = new Compiled(root, outputs, weights)) {
                check("compiled", network, run.call(root, x));
            }
        }
    }

    private static void check(String how, EfficientNetLite network, List<NDArray> outputs) {
        Map<String, HostTensor> recorded = recorded();
        String name = network.name().toLowerCase(Locale.ROOT);
        assertThat(outputs).hasSize(EfficientNetLite.STAGES + 1);
        for (int s = 1; s <= EfficientNetLite.STAGES; s++) {
            NDArray map = outputs.get(s - 1);
            assertThat(map.getShape().get(1)).isEqualTo(network.channels(s));
            float[] all = map.toFloatArray();
            float[] some = new float[(all.length + EVERY - 1) / EVERY];
            for (int i = 0; i < some.length; i++) some[i] = all[i * EVERY];
            CLOSE.check(how + " " + name + " stage " + s, some, recorded.get(name + "/stage" + s));
        }
        CLOSE.check(
                how + " pooled", outputs.get(EfficientNetLite.STAGES).toFloatArray(), recorded.get(name + "/pooled"));
    }

    private TensorFile changed(Consumer<Map<String, HostTensor>> change) {
        Map<String, HostTensor> dict = new LinkedHashMap<>(EfficientNetFormula.stateDict(EfficientNetLite.LITE0));
        change.accept(dict);
        Path file = folder.resolve("changed.safetensors");
        new Safetensors(dict, Map.of()).write(file);
        return CheckpointFile.open(file);
    }

    private void refuses(Consumer<Map<String, HostTensor>> change, String... says) {
        TensorFile file = changed(change);
        assertThatThrownBy(() -> EfficientNetWeights.of(file))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(says)
                .hasMessageStartingWith(file.path().toString())
                .message()
                .hasLineCount(1);
    }

    @Test
    void otherNetworksAreRefusedByName() {
        String expected = "expected the weights of EfficientNet-Lite0, 1 or 2";
        refuses(
                dict -> dict.keySet().removeIf(name -> !name.startsWith("_fc")),
                expected,
                "found tensors such as [_fc.");
        refuses(
                dict -> dict.put("_blocks.1._se_reduce.weight", HostTensor.of(new float[4], 4, 1, 1, 1)),
                expected,
                "EfficientNet-Lite0, but has _blocks.1._se_reduce.weight too much");
        refuses(dict -> dict.remove("_blocks.3._bn1.running_var"), expected, "lacks _blocks.3._bn1.running_var [144]");
        refuses(
                dict -> dict.put("_conv_head.weight", HostTensor.of(new float[320], 1, 320, 1, 1)),
                expected,
                "has _conv_head.weight as [1, 320, 1, 1] instead of [1280, 320, 1, 1]");
        refuses(
                dict -> dict.put("_bn0.running_var", HostTensor.of(negative(), 32)),
                "expected finite weights, got NaN in _conv_stem");
    }

    private static float[] negative() {
        float[] values = new float[32];
        values[7] = -1;
        return values;
    }

    @Test
    void wrappedStateDictsAreRead() {
        Map<String, HostTensor> wrapped = new LinkedHashMap<>();
        EfficientNetFormula.stateDict(EfficientNetLite.LITE0).forEach((name, t) -> wrapped.put("module." + name, t));
        wrapped.put("module._bn0.num_batches_tracked", HostTensor.of(new long[1], 1));
        Path file = folder.resolve("wrapped.safetensors");
        new Safetensors(wrapped, Map.of()).write(file);
        assertThat(EfficientNetWeights.of(CheckpointFile.open(file)).network()).isEqualTo(EfficientNetLite.LITE0);
    }
}
