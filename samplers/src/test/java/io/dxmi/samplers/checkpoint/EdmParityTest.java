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
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        Map<String, HostTensor> recorded =
                Safetensors.read(fixture(name + "-recorded.safetensors")).tensors();
        float[] time = recorded.get("c_noise").toFloats();
        for (int i = 0; i < time.length; i++) time[i] *= 1000;
        float[] out = output(found, recorded.get("x"), time, recorded.get("label"));
        CLOSE.check(name, out, recorded.get("out"));
    }

    /** The whole denoiser: weights, preconditioning and classes out of a file that EDM's own code wrote. */
    @ParameterizedTest
    @ValueSource(strings = "song")
    void aPickleOfEdmIsItsDenoiser(String name) {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(fixture(name + ".pkl")), null);
        assertThat(found.part()).isEqualTo("ema/model");
        assertThat(found.network().assumed()).isEmpty();
        assertThat(found.network().settings()).containsEntry("classes", 5).containsEntry("resolution", 8);
        assertThat(found.diffusion())
                .containsExactly(
                        Map.entry("scheduler/_class_name", "EDMPrecond"), Map.entry("scheduler/sigma_data", "0.5"));
        Map<String, HostTensor> recorded =
                Safetensors.read(fixture(name + "-recorded.safetensors")).tensors();
        Preconditioning edm = Preconditioning.EDM;
        float[] sigma = recorded.get("sigma").toFloats();
        float[] x = recorded.get("x").toFloats();
        float[] time = new float[sigma.length];
        float[] in = new float[x.length];
        int size = x.length / sigma.length;
        for (int i = 0; i < sigma.length; i++) time[i] = (float) edm.time(sigma[i]);
        for (int i = 0; i < x.length; i++) in[i] = (float) (x[i] * edm.in(sigma[i / size]));
        float[] out = output(found, HostTensor.of(in, recorded.get("x").shape()), time, recorded.get("label"));
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (edm.skip(sigma[i / size]) * x[i] + edm.out(sigma[i / size]) * out[i]);
        }
        CLOSE.check(name, out, recorded.get("out"));
    }

    /** Of the network with the weights of a file. */
    private static float[] output(ImportedNetwork found, HostTensor x, float[] time, HostTensor label) {
        SongUnet network = network(found.network().settings());
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, network.parameters(), 0);
            Map<String, HostTensor> values = new LinkedHashMap<>();
            network.parameters().forEach(p -> {
                HostTensor stored = found.read(p.name());
                values.put(p.name(), HostTensor.of(stored.toFloats(), stored.shape()));
            });
            weights.set(values, found.file().path().toString());
            try (Compiled run = new Compiled(root, forward(network), weights)) {
                return run.call(
                                root,
                                Torch.array(root, x),
                                Torch.array(root, time, time.length),
                                Torch.array(root, label))
                        .get(0)
                        .toFloatArray();
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
