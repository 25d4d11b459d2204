package io.dxmi.samplers.checkpoint.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network that a recorded case or listing describes is recognised from its tensors' names and shapes. */
@Tag("golden")
class LayoutGoldenTest {

    @TempDir
    private Path folder;

    private static Path golden() {
        return Path.of(System.getProperty("dxmi.golden"));
    }

    private static Stream<String> matching(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(golden())) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches(pattern))
                    .sorted()
                    .toList();
            if (names.isEmpty()) throw new AssertionError("nothing matches " + pattern);
            return names.stream();
        }
    }

    private static Stream<String> listings() throws IOException {
        return matching("listing_.*\\.json");
    }

    private static Stream<String> cases() throws IOException {
        return matching("(ddpm_unet|ddpm_encoder|adm_unet|ddgan_ncsnpp|igebm).*\\.json");
    }

    private static Stream<String> checkpoints() throws IOException {
        return matching("(ddpm|igebm).*\\.pth");
    }

    private static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(golden().resolve(name).toFile());
    }

    /** A file of which only names and shapes are read. */
    private record Names(Path path, Map<String, Entry> entries) implements TensorFile {
        @Override
        public String format() {
            return "names";
        }

        @Override
        public Map<String, String> notes() {
            return Map.of();
        }

        @Override
        public HostTensor read(String name) {
            throw new AssertionError("reads " + name);
        }
    }

    @ParameterizedTest
    @MethodSource("listings")
    void fullSizeNetworksAreRecognisedWithTheirSettings(String name) throws IOException {
        JsonNode listing = json(name);
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        for (JsonNode tensor : listing.get("tensors")) {
            long[] shape = new ObjectMapper().convertValue(tensor.get("shape"), long[].class);
            entries.put("module." + tensor.get("name").asText(), new TensorFile.Entry(DType.F32, shape));
        }
        ImportedNetwork found = ImportedNetwork.of(new Names(golden().resolve(name), entries), null);
        assertThat(found.size()).isEqualTo(listing.get("parameter_count").asLong());
        assertThat(found.names()).hasSize(entries.size());
        JsonNode config = listing.get("config");
        Map<String, Object> settings = found.network().settings();
        for (Map.Entry<String, String> pair : SETTINGS.entrySet()) {
            if (!config.has(pair.getKey()) || !settings.containsKey(pair.getValue())) continue;
            assertThat(settings.get(pair.getValue()).toString().replace(" ", ""))
                    .as(pair.getKey())
                    .isEqualTo(text(config.get(pair.getKey())));
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Ours for the reference's, where both say the same. */
    private static final Map<String, String> SETTINGS = Map.of(
            "resolution", "resolution",
            "image_size", "resolution",
            "ch", "width",
            "num_channels", "width",
            "nh", "width",
            "ch_mult", "multipliers",
            "num_res_blocks", "blocks",
            "num_head_channels", "head",
            "use_scale_shift_norm", "scales",
            "resblock_updown", "residual_resize");

    @ParameterizedTest
    @MethodSource("cases")
    void smallNetworksOfEveryVariantAreRecognised(String name) throws IOException {
        Map<String, HostTensor> arrays = Npz.read(golden().resolve(name.replace(".json", ".npz")));
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        for (JsonNode parameter : json(name).get("param_order")) {
            entries.put(
                    parameter.asText(),
                    new TensorFile.Entry(
                            DType.F32, arrays.get("w/" + parameter.asText()).shape()));
        }
        ImportedNetwork found = ImportedNetwork.of(new Names(golden().resolve(name), entries), null);
        assertThat(found.names().keySet()).containsExactlyInAnyOrderElementsOf(entries.keySet());
        assertThat(found.extras()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void checkpointsAreImportedUnderTheOriginalNames(String name) {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(golden().resolve(name)), null);
        Path out = folder.resolve("out.safetensors");
        found.write(out);
        Safetensors written = Safetensors.read(out);
        assertThat(written.metadata())
                .containsEntry("architecture", found.network().architecture());
        assertThat(written.tensors().keySet())
                .doesNotContain("")
                .allMatch(n -> !n.startsWith("module.") && !n.startsWith("net."));
        String weights = name.startsWith("ddpm") ? "ddpm_unet_b.npz" : "igebm_cond.npz";
        Npz.read(golden().resolve(weights)).forEach((array, tensor) -> {
            if (array.startsWith("w/"))
                assertThat(written.tensors().get(array.substring(2)).data()).isEqualTo(tensor.data());
        });
        assertThat(ImportedNetwork.of(CheckpointFile.open(out), null).network().settings())
                .isEqualTo(found.network().settings());
    }

    @Test
    void whatDoesNotMatchIsNamedWithItsShape() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        TensorFile good = CheckpointFile.open(golden().resolve("igebm_plain_zip.pth"));
        good.entries().keySet().forEach(name -> tensors.put(name, good.read(name)));
        tensors.remove("linear.bias");
        tensors.put("blocks.1.conv1.weight", HostTensor.of(new float[3], 3));
        tensors.put("blocks.9.conv1.weight", HostTensor.of(new float[2], 1, 2));
        Path file = folder.resolve("wrong.safetensors");
        new Safetensors(tensors).write(file);
        assertThatThrownBy(() -> ImportedNetwork.of(CheckpointFile.open(file), null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("lacks linear.bias [1]")
                .hasMessageContaining("has blocks.1.conv1.weight [8, 8, 3, 3] as [3]")
                .hasMessageContaining("has blocks.9.conv1.weight [1, 2] too much");
    }

    @Test
    void aSamplersOwnTensorsComeAlongAndOtherNetworksAreRefused() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        TensorFile good = CheckpointFile.open(golden().resolve("ddpm_plain_legacy.pth"));
        good.entries().keySet().forEach(name -> tensors.put("net." + name, good.read(name)));
        tensors.put("log_betas", HostTensor.of(new float[10], 10));
        Path file = folder.resolve("sampler.safetensors");
        new Safetensors(tensors).write(file);
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(file), null);
        assertThat(found.extras()).containsExactly("log_betas");
        assertThat(found.read("log_betas").shape()).containsExactly(10);

        assertThatThrownBy(() -> ImportedNetwork.of(CheckpointFile.open(file), "ema"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("part must be one of [net], got ema");
        assertThatThrownBy(() -> ImportedNetwork.of(CheckpointFile.open(golden().resolve("odd_tensors_zip.pth")), null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a network of a known kind (DDPM U-Net, ADM U-Net");
    }
}
