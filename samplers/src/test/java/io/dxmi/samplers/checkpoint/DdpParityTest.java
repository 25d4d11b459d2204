package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.DdpUnet;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs of denoising-diffusion-pytorch, recorded by {@code scripts/ddp-fixture}, and what its checkpoints tell. */
class DdpParityTest {

    private static final Tolerance CLOSE = Tolerance.absolute(1e-5);

    private static final int SIDE = 8;

    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(DdpParityTest.class.getResource("ddp/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "falling", "one-level", "groups"})
    void aNetworkHasTheOutputsOfThePackage(String name) {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(fixture(name + ".safetensors")), null);
        assertThat(found.network().assumed())
                .containsExactlyElementsOf(
                        name.equals("groups") ? List.of("resolution", "groups") : List.of("resolution"));
        DdpUnet network = network(found.network().settings());
        Map<String, HostTensor> recorded =
                Safetensors.read(fixture(name + "-recorded.safetensors")).tensors();
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, network.parameters(), 0);
            Map<String, HostTensor> values = new LinkedHashMap<>();
            network.parameters().forEach(p -> {
                HostTensor half = found.read(p.name());
                values.put(p.name(), HostTensor.of(half.toFloats(), half.shape()));
            });
            weights.set(values, name);
            try (Compiled run = new Compiled(root, forward(network), weights)) {
                NDArray x = Torch.array(root, recorded.get("x"));
                NDArray t = Torch.array(root, recorded.get("t"));
                CLOSE.check(name, run.call(root, x, t).get(0).toFloatArray(), recorded.get("out"));
            }
        }
    }

    private static Computation forward(DdpUnet network) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(network.of(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1)));
            }
        };
    }

    /** As the file tells it, at the side of the recorded pictures. */
    @SuppressWarnings("unchecked")
    private static DdpUnet network(Map<String, Object> s) {
        int resolution = (Integer) s.get("resolution");
        return new DdpUnet(
                (Integer) s.get("channels"),
                SIDE,
                (Integer) s.get("width"),
                (Integer) s.get("stem"),
                (List<Integer>) s.get("multipliers"),
                ((List<Integer>) s.get("attention"))
                        .stream().map(side -> side * SIDE / resolution).toList(),
                (Integer) s.get("heads"),
                (Integer) s.get("head"),
                (Integer) s.get("memory"),
                (Integer) s.get("groups"),
                (Boolean) s.get("variances"));
    }

    private Map<String, HostTensor> nested(String prefix) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        Safetensors.read(fixture("one-level.safetensors"))
                .tensors()
                .forEach((name, t) -> tensors.put(prefix + name, t));
        return tensors;
    }

    private ImportedNetwork found(Map<String, HostTensor> tensors) {
        Path file = folder.resolve("model-3.npz");
        Npz.write(file, tensors);
        return ImportedNetwork.of(CheckpointFile.open(file), null);
    }

    @ParameterizedTest
    @CsvSource({
        "linear/pred_v, linear, v_prediction",
        "cosine/pred_v, cosine, v_prediction",
        "sigmoid/pred_v, sigmoid, v_prediction",
        "sigmoid/pred_x0, sigmoid, sample",
        "sigmoid/pred_noise, sigmoid, epsilon"
    })
    void aCheckpointOfItsTrainerTellsTheDiffusion(String place, String betas, String prediction) {
        Map<String, HostTensor> tables =
                Safetensors.read(fixture("tables.safetensors")).tensors();
        for (String weight : List.of("plain", "clipped")) {
            Map<String, HostTensor> tensors = nested("model/model.");
            tensors.putAll(nested("ema/online_model.model."));
            tensors.putAll(nested("ema/ema_model.model."));
            tensors.put("ema/initted", HostTensor.of(new float[] {1}, 1));
            tensors.put("opt/state/0/exp_avg", HostTensor.of(new float[3], 3));
            for (String module : List.of("model/", "ema/online_model.", "ema/ema_model.")) {
                tensors.put(module + "betas", tables.get(betas + "/betas"));
                tensors.put(module + "loss_weight", tables.get(place + "/" + weight));
            }
            ImportedNetwork taken = found(tensors);
            assertThat(taken.part()).isEqualTo("ema/ema_model.model");
            assertThat(taken.diffusion())
                    .containsEntry("scheduler/betas", betas)
                    .containsEntry("scheduler/prediction_type", prediction);
        }
    }

    @Test
    void optionsThatNoNetworkHereHasAreNamedAtOnce() {
        Map<String, HostTensor> tensors = nested("");
        long[] twice = tensors.get("init_conv.weight").shape();
        twice[1] *= 2;
        tensors.put("init_conv.weight", HostTensor.of(new float[(int) (twice[0] * twice[1] * 49)], twice));
        tensors.put("time_mlp.0.weights", HostTensor.of(new float[8], 8));
        tensors.remove("mid_attn.mem_kv");
        assertThatThrownBy(() -> found(tensors))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("sinusoids of the time that are learned")
                .hasMessageContaining("lacks mid_attn.mem_kv")
                .hasMessageContaining("self_condition");
    }
}
