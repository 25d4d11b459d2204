package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that PyTorch itself has written, of both formats. */
@Tag("golden")
class PytorchGoldenTest {

    private record Recorded(String file, JsonNode json) {
        TensorFile open() {
            return CheckpointFile.open(folder().resolve(file));
        }

        @Override
        public String toString() {
            return file;
        }
    }

    private static Path folder() {
        return Path.of(System.getProperty("dxmi.golden"));
    }

    private static Stream<Recorded> with(String key) throws IOException {
        JsonNode manifest = new ObjectMapper()
                .readTree(folder().resolve("pth_manifest.json").toFile());
        List<Recorded> found = manifest.properties().stream()
                .filter(e -> e.getValue().has(key))
                .map(e -> new Recorded(e.getKey(), e.getValue()))
                .toList();
        if (found.isEmpty()) throw new AssertionError("pth_manifest.json names no file with " + key);
        return found.stream();
    }

    private static Stream<Recorded> weights() throws IOException {
        return with("weights_of");
    }

    private static Stream<Recorded> odd() throws IOException {
        return with("expected_row_major");
    }

    private static Stream<Recorded> all() throws IOException {
        return with("format");
    }

    @ParameterizedTest
    @MethodSource("weights")
    void everyWeightIsReadExactly(Recorded recorded) {
        Map<String, HostTensor> expected =
                Npz.read(folder().resolve(recorded.json.get("weights_of").asText() + ".npz"));
        TensorFile file = recorded.open();
        String nested = recorded.json.get("nested").asBoolean() ? "state_dict/" : "";
        String prefix = nested + recorded.json.get("prefix").asText();
        long weights =
                expected.keySet().stream().filter(n -> n.startsWith("w/")).count();
        assertThat(file.entries()).hasSize((int) weights).isNotEmpty();
        expected.forEach((name, tensor) -> {
            if (!name.startsWith("w/")) return;
            HostTensor read = file.read(prefix + name.substring(2));
            assertThat(read.shape()).isEqualTo(tensor.shape());
            assertThat(read.dtype()).isEqualTo(DType.F32);
            assertThat(read.data()).isEqualTo(tensor.data());
        });
    }

    @ParameterizedTest
    @MethodSource("odd")
    void viewsScalarsAndOtherElementTypesAreReadInRowMajorOrder(Recorded recorded) {
        TensorFile file = recorded.open();
        JsonNode expected = recorded.json.get("expected_row_major");
        assertThat(file.entries().keySet()).containsExactlyElementsOf(expected::fieldNames);
        file.entries().forEach((name, entry) -> {
            HostTensor tensor = file.read(name);
            assertThat(tensor.toDoubles()).as(name).containsExactly(doubles(expected.get(name)));
            JsonNode shape = recorded.json.get("shapes").get(name);
            assertThat(entry.shape()).as(name).isEqualTo(tensor.shape());
            assertThat(tensor.shape())
                    .as(name)
                    .containsExactly(StreamSupport.stream(shape.spliterator(), false)
                            .mapToLong(JsonNode::asLong)
                            .toArray());
        });
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theFormatIsTold(Recorded recorded) {
        assertThat(recorded.open().format())
                .isEqualTo("PyTorch (" + recorded.json.get("format").asText() + ")");
    }

    @Test
    void numbersBesideTheWeightsAreNotes() {
        TensorFile file = CheckpointFile.open(folder().resolve("igebm_nested_zip.pth"));
        assertThat(file.notes()).containsKeys("fid", "epoch");
        assertThat(Double.parseDouble(file.notes().get("fid"))).isFinite();
    }

    @Test
    void anOptimisersStateIsListedBesideTheWeights() {
        TensorFile file = CheckpointFile.open(folder().resolve("with_optimizer_zip.pth"));
        assertThat(file.entries().keySet())
                .containsExactly(
                        "state_dict/p",
                        "optimizer/state/0/step",
                        "optimizer/state/0/exp_avg",
                        "optimizer/state/0/exp_avg_sq");
        assertThat(file.read("state_dict/p").size()).isEqualTo(3);
    }
}
