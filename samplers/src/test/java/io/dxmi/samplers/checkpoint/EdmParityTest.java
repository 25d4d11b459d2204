package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.SongUnet;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outputs of EDM's published networks, recorded by {@code scripts/edm-fixture}. */
class EdmParityTest {

    private static final Tolerance CLOSE = Tolerance.absolute(1e-5);

    private static Path fixture(String name) {
        try {
            return Path.of(EdmParityTest.class.getResource("edm/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"ddpmpp, '2, 2', false, 0", "ncsnpp, '2, 1', true, 0", "classes, '1, 2', false, 5"})
    void aNetworkHasTheOutputsOfThePublishedCode(String name, String multipliers, boolean ncsnpp, int classes) {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(fixture(name + ".safetensors")), null);
        Map<String, Object> told = found.network().settings();
        assertThat(found.network().assumed()).isEmpty();
        assertThat(told.get("multipliers")).hasToString("[" + multipliers + "]");
        assertThat(told).containsEntry("ncsnpp", ncsnpp).containsEntry("classes", classes);
        SongUnet network = network(told);
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
            float[] time = recorded.get("c_noise").toFloats();
            for (int i = 0; i < time.length; i++) time[i] *= 1000;
            try (Compiled run = new Compiled(root, forward(network), weights)) {
                float[] out = run.call(
                                root,
                                Torch.array(root, recorded.get("x")),
                                Torch.array(root, time, time.length),
                                Torch.array(root, recorded.get("label")))
                        .get(0)
                        .toFloatArray();
                CLOSE.check(name, out, recorded.get("out"));
            }
        }
    }

    private static Computation forward(SongUnet network) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t", "label");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(network.of(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2), null));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static SongUnet network(Map<String, Object> s) {
        return new SongUnet(
                (Integer) s.get("channels"),
                (Integer) s.get("resolution"),
                (Integer) s.get("width"),
                (List<Integer>) s.get("multipliers"),
                (Integer) s.get("blocks"),
                (List<Integer>) s.get("attention"),
                (Integer) s.get("classes"),
                (Boolean) s.get("ncsnpp"));
    }
}
