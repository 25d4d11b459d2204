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
import io.dxmi.samplers.net.AdmUnet;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outputs of guided diffusion's published network, recorded by {@code scripts/adm-fixture}. */
class GuidedDiffusionParityTest {

    private static final Tolerance CLOSE = Tolerance.absolute(1e-5);

    private static final String RECORDED = "recorded.";

    @TempDir
    private Path folder;

    private static Safetensors fixture(String name) {
        try {
            return Safetensors.read(Path.of(GuidedDiffusionParityTest.class
                    .getResource("adm/" + name + ".safetensors")
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole tensors: a file has the first values of each, which repeat, and its shape beside it. */
    private static Map<String, HostTensor> whole(Safetensors file) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        file.tensors().forEach((name, first) -> {
            if (name.startsWith(RECORDED)) return;
            long[] shape = Arrays.stream(file.metadata()
                            .get(name)
                            .replaceAll("[\\[\\] ]", "")
                            .split(",", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            float[] part = first.toFloats();
            for (int i = 0; i < values.length; i++) values[i] = part[i % part.length];
            tensors.put(name, HostTensor.of(values, shape));
        });
        return tensors;
    }

    @ParameterizedTest
    @CsvSource({"learned-variance, '1, 1', true", "falling, '2, 1', false"})
    void aNetworkHasTheOutputsOfThePublishedCode(String name, String multipliers, boolean variances) {
        Safetensors recorded = fixture(name);
        Path file = folder.resolve("model.safetensors");
        new Safetensors(whole(recorded)).write(file);
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(file), null);
        assertThat(found.network().settings().get("multipliers")).hasToString("[" + multipliers + "]");
        assertThat(found.network().settings()).containsEntry("variances", variances);
        assertThat(found.network().assumed()).contains("head", "heads_first");
        AdmUnet network = network(found.network().settings());
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, network.parameters(), 0);
            Map<String, HostTensor> values = new LinkedHashMap<>();
            network.parameters().forEach(p -> values.put(p.name(), found.read(p.name())));
            weights.set(values, name);
            try (Compiled run = new Compiled(root, forward(network), weights)) {
                float[] out = run.call(
                                root,
                                Torch.array(root, recorded.tensors().get(RECORDED + "x")),
                                Torch.array(root, recorded.tensors().get(RECORDED + "t")))
                        .get(0)
                        .toFloatArray();
                CLOSE.check(name, out, recorded.tensors().get(RECORDED + "out"));
            }
        }
    }

    private static Computation forward(AdmUnet network) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(network.of(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(1), null));
            }
        };
    }

    /** As the file tells it; the side of the pictures and the heads are the recorded ones, which no tensor tells. */
    @SuppressWarnings("unchecked")
    private static AdmUnet network(Map<String, Object> s) {
        return new AdmUnet(
                (Integer) s.get("channels"),
                8,
                (Integer) s.get("width"),
                (List<Integer>) s.get("multipliers"),
                (Integer) s.get("blocks"),
                List.of(4),
                16,
                (Integer) s.get("classes"),
                (Boolean) s.get("scales"),
                (Boolean) s.get("residual_resize"),
                (Boolean) s.get("heads_first"),
                (Boolean) s.get("variances"));
    }
}
