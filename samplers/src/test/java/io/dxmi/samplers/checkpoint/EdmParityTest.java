package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.SongUnet;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs of EDM's published networks, recorded by {@code scripts/edm-fixture}. */
class EdmParityTest {

    private static final Tolerance CLOSE = Tolerance.absolute(1e-5);

    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(EdmParityTest.class.getResource("edm/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"ddpmpp, '2, 2', ddpmpp, 0", "ncsnpp, '2, 1', ncsnpp, 0", "classes, '1, 2', ddpmpp, 5"})
    void aNetworkHasTheOutputsOfThePublishedCode(String name, String multipliers, String family, int classes) {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(fixture(name + ".safetensors")), null);
        Map<String, Object> told = found.network().settings();
        assertThat(found.network().assumed()).isEmpty();
        assertThat(told.get("multipliers")).hasToString("[" + multipliers + "]");
        assertThat(told).containsEntry("family", family).containsEntry("classes", classes);
        Map<String, HostTensor> recorded =
                Safetensors.read(fixture(name + "-recorded.safetensors")).tensors();
        float[] time = recorded.get("c_noise").toFloats();
        for (int i = 0; i < time.length; i++) time[i] *= 1000;
        float[] out = output(found, recorded.get("x"), time, recorded.get("label"));
        CLOSE.check(name, out, recorded.get("out"));
    }

    /** The whole denoiser: weights, preconditioning and classes out of a file that EDM's own code wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"song", "dhariwal"})
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

    /** Attention of one and of two heads, in a network whose weights follow from a formula. */
    @ParameterizedTest
    @CsvSource({"adm, '2, 4', 0, 4", "adm-classes, '1, 2, 4', 5, '4, 2'"})
    void theAdmOfEdmHasTheOutputsOfThePublishedCode(String name, String multipliers, int classes, String attention)
            throws IOException {
        Safetensors recorded = Safetensors.read(fixture(name + "-recorded.safetensors"));
        Map<String, HostTensor> dict = new LinkedHashMap<>();
        Map<String, long[]> shapes = new ObjectMapper()
                .readValue(recorded.metadata().get("shapes"), new TypeReference<Map<String, long[]>>() {});
        shapes.forEach((parameter, shape) -> EfficientNetFormula.put(dict, parameter, shape));
        Path file = folder.resolve(name + ".safetensors");
        new Safetensors(dict).write(file);
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(file), null);
        assertThat(found.network().settings())
                .containsEntry("family", "adm")
                .containsEntry("width", 32)
                .containsEntry("classes", classes)
                .hasEntrySatisfying("multipliers", m -> assertThat(m).hasToString("[" + multipliers + "]"))
                .hasEntrySatisfying("attention", a -> assertThat(a).hasToString("[" + attention + "]"));
        HostTensor x = recorded.tensors().get("x");
        HostTensor label = recorded.tensors().get("label");
        float[] time = recorded.tensors().get("c_noise").toFloats();
        for (int i = 0; i < time.length; i++) time[i] *= 1000;
        CLOSE.check(name, output(found, x, time, label), recorded.tensors().get("out"));
        if (classes == 0) return;
        StepNetwork without = network(found.network().settings()).withoutClass().orElseThrow();
        CLOSE.check(
                name, output(found, without, x, time, label), recorded.tensors().get("unlabelled"));
    }

    /** {@code edm-imagenet-64x64-cond-adm.pkl} has so many. */
    @Test
    void theNetworkForImageNetHasThePublishedNumberOfParameters() {
        SongUnet network =
                new SongUnet(3, 64, 192, List.of(1, 2, 3, 4), 3, List.of(32, 16, 8), 1000, SongUnet.Family.ADM);
        assertThat(network.parameters()).hasSize(541);
        assertThat(network.parameters().stream().mapToLong(Parameter::size).sum())
                .isEqualTo(295_899_267);
    }

    /** Of the network with the weights of a file. */
    private static float[] output(ImportedNetwork found, HostTensor x, float[] time, HostTensor label) {
        return output(found, network(found.network().settings()), x, time, label);
    }

    private static float[] output(
            ImportedNetwork found, StepNetwork network, HostTensor x, float[] time, HostTensor label) {
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

    private static Computation forward(StepNetwork network) {
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
                SongUnet.Family.valueOf(s.get("family").toString().toUpperCase(Locale.ROOT)));
    }
}
