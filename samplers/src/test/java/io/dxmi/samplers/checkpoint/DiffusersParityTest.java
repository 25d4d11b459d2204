package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.DdpmVariant;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs of {@code UNet2DModel}, recorded by {@code scripts/diffusers-fixture}, from its folder and its state dict. */
class DiffusersParityTest {

    private static final Tolerance CLOSE = Tolerance.absolute(1e-5);

    private static final String WEIGHTS = "diffusion_pytorch_model.fp16.safetensors";

    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(
                    DiffusersParityTest.class.getResource("diffusers/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaults", "ddpm", "head-4", "padding-0", "sines-first"})
    void aFolderHasTheOutputsOfItsOptions(String name) throws IOException {
        JsonNode config =
                new ObjectMapper().readTree(fixture("configs.json").toFile()).get(name);
        Files.writeString(folder.resolve("config.json"), config.toString());
        Files.copy(fixture(WEIGHTS), folder.resolve(WEIGHTS));
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(folder), null);
        assertThat(found.network().assumed()).isEmpty();
        check(found, name);
    }

    @Test
    void aStateDictAloneHasTheLibrarysDefaults() throws IOException {
        Path file = Files.copy(fixture(WEIGHTS), folder.resolve("state-dict.safetensors"));
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(file), null);
        assertThat(found.network().assumed())
                .containsExactlyInAnyOrder(
                        "resolution",
                        "groups",
                        "norm_eps",
                        "head",
                        "cosines_first",
                        "frequency_shift",
                        "symmetric_padding");
        // the library's usual 32 groups do not divide 8 channels: no tensor tells that they are 4
        check(found, "defaults", 4);
    }

    private static void check(ImportedNetwork found, String name) {
        check(found, name, (Integer) found.network().settings().get("groups"));
    }

    private static void check(ImportedNetwork found, String name, int groups) {
        DdpmUnet network = network(found.network().settings(), groups);
        Map<String, HostTensor> recorded =
                Safetensors.read(fixture("recorded.safetensors")).tensors();
        try (NDManager root = Torch.open()) {
            EagerOps o = new EagerOps(root, 0);
            float[] out = network.of(
                            o,
                            new Params<>(parameter -> Torch.array(root, single(found.read(parameter)))),
                            Torch.array(root, recorded.get("x")),
                            Torch.array(root, recorded.get("t")))
                    .toFloatArray();
            CLOSE.check(name, out, recorded.get("out/" + name));
        }
    }

    private static HostTensor single(HostTensor half) {
        return HostTensor.of(half.toFloats(), half.shape());
    }

    @SuppressWarnings("unchecked")
    private static DdpmUnet network(Map<String, Object> s, int groups) {
        DdpmTrunk trunk = new DdpmTrunk(
                (Integer) s.get("channels"),
                16,
                (Integer) s.get("width"),
                (List<Integer>) s.get("multipliers"),
                (Integer) s.get("blocks"),
                List.of(8), // of 16 x 16 pictures, the second level
                groups);
        return new DdpmUnet(
                trunk.of(new DdpmVariant(
                        (Double) s.get("norm_eps"),
                        (Integer) s.get("head"),
                        (Boolean) s.get("cosines_first"),
                        (Integer) s.get("frequency_shift"),
                        (Boolean) s.get("symmetric_padding"))),
                (Integer) s.get("out"));
    }
}
