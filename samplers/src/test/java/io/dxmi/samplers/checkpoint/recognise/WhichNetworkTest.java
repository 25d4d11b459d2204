package io.dxmi.samplers.checkpoint.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.AdmUnet;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.NcsnppGenerator;
import io.dxmi.samplers.net.WeightNorm;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several networks of a file is taken, and which settings networks of unusual shapes have. */
class WhichNetworkTest {

    private static final List<Parameter> UNET =
            new DdpmUnet(new DdpmTrunk(1, 8, 8, List.of(1, 2), 1, List.of(4), 8), 1).parameters();

    @TempDir
    private Path folder;

    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

    private void put(String prefix, List<Parameter> parameters, float value) {
        for (Parameter p : parameters) {
            float[] values = new float[(int) p.size()];
            values[0] = value;
            tensors.put(prefix + p.name(), HostTensor.of(values, p.shape()));
        }
    }

    private ImportedNetwork found(String part) {
        Path file = folder.resolve("checkpoint.npz");
        Npz.write(file, tensors);
        return ImportedNetwork.of(CheckpointFile.open(file), part);
    }

    private static float first(ImportedNetwork network) {
        return network.read("conv_in.weight").toFloats()[0];
    }

    static List<List<String>> places() {
        return List.of(
                List.of("model/", "ema_model/", "ema_model"),
                List.of("params/", "params_ema/", "params_ema"),
                List.of("state_dict/model.", "state_dict/ema.", "state_dict/ema"),
                List.of("ema/online_model.module.", "ema/ema_model.module.", "ema/ema_model.module"),
                List.of("net.", "net_ema.", "net_ema"),
                List.of("model/", "averaged_model/module.", "averaged_model/module"));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, -1, -2000})
    void aFlippedBitOfAnImportedFileIsFound(int at) throws IOException {
        put("", UNET, 1);
        Path imported = folder.resolve("net.safetensors");
        found(null).write(imported);
        assertThat(first(ImportedNetwork.of(CheckpointFile.open(imported), null)))
                .isEqualTo(1);
        byte[] bytes = Files.readAllBytes(imported);
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        Files.write(imported, bytes);
        assertThatThrownBy(() -> CheckpointFile.open(imported))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("net.safetensors");
    }

    @ParameterizedTest
    @MethodSource("places")
    void theAveragedWeightsAreTaken(List<String> places) {
        put(places.get(0), UNET, 1);
        put(places.get(1), UNET, 2);
        tensors.put("optimizer/state/0/exp_avg", HostTensor.of(new float[3], 3));
        ImportedNetwork taken = found(null);
        assertThat(taken.part()).isEqualTo(places.get(2));
        assertThat(first(taken)).isEqualTo(2);
        assertThat(taken.others()).hasSize(1);
        assertThat(first(found(taken.others().get(0)))).isEqualTo(1);
    }

    @Test
    void aListOfAveragesFollowsTheParametersAndLeavesBuffersOut() {
        put("model/module.", UNET, 1);
        tensors.put("model/module.sigmas", HostTensor.of(new float[7], 7));
        put("", UNET, 2);
        int i = 0;
        for (Parameter p : UNET) tensors.put("ema/shadow_params/" + i++, tensors.remove(p.name()));
        ImportedNetwork taken = found(null);
        assertThat(taken.part()).isEqualTo("ema/shadow_params");
        assertThat(first(taken)).isEqualTo(2);
        assertThat(taken.read("conv_out.bias").toFloats()[0]).isEqualTo(2);
        assertThat(first(found("model"))).isEqualTo(1);
        tensors.keySet().removeIf(name -> name.startsWith("model/"));
        assertThatThrownBy(() -> found(null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("averaged weights without names (shadow_params)");
    }

    @Test
    void networksOfSeveralKindsAreAskedFor() {
        put("state_dict/energy.", new Igebm(1, 8, WeightNorm.NONE, true).parameters(), 1);
        put("state_dict/sampler.", UNET, 2);
        assertThatThrownBy(() -> found(null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "with 'dxmi import', which takes as part one of [state_dict/sampler, state_dict/energy]");
        assertThat(first(found("sampler"))).isEqualTo(2);
        assertThat(found("state_dict/energy").network().architecture()).isEqualTo("IGEBM");
        assertThatThrownBy(() -> found("value")).hasMessageContaining("part must be one of");
    }

    @Test
    void wrappersAndTablesAroundANetworkAreListed() {
        put("model._orig_mod.", UNET, 1);
        tensors.put("betas", HostTensor.of(new float[10], 10));
        tensors.put("sqrt_alphas_cumprod", HostTensor.of(new float[10], 10));
        ImportedNetwork taken = found(null);
        assertThat(taken.unused()).containsExactlyInAnyOrder("betas", "sqrt_alphas_cumprod");
        assertThat(taken.extras()).isEmpty();
    }

    static List<List<Integer>> multipliers() {
        return List.of(
                List.of(2, 1), List.of(1, 2, 1), List.of(3), List.of(2, 2, 1, 4), List.of(1, 1), List.of(4, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("multipliers")
    void anyMultipliersAreReadOffAnAdmUnet(List<Integer> multipliers) {
        for (boolean residual : new boolean[] {false, true}) {
            tensors.clear();
            AdmUnet network = new AdmUnet(3, 16, 32, multipliers, 2, List.of(), 32, 0, true, residual);
            put("", network.parameters(), 1);
            assertThat(found(null).network().settings())
                    .containsEntry("width", 32)
                    .containsEntry("multipliers", multipliers)
                    .containsEntry("blocks", 2);
        }
    }

    @ParameterizedTest
    @MethodSource("multipliers")
    void anyMultipliersAreReadOffAnNcsnppGenerator(List<Integer> multipliers) {
        for (NcsnppGenerator.Pyramid input : NcsnppGenerator.Pyramid.values()) {
            for (int blocks = 1; blocks <= 2; blocks++) {
                for (List<Integer> attention : List.of(List.<Integer>of(), List.of(16), List.of(2))) {
                    tensors.clear();
                    NcsnppGenerator.Options options =
                            new NcsnppGenerator.Options(input, NcsnppGenerator.Pyramid.NONE, 2, true, true);
                    NcsnppGenerator network =
                            new NcsnppGenerator(3, 16, 8, multipliers, blocks, attention, 4, 8, 1, options);
                    put("", network.parameters(), 1);
                    assertThat(found(null).network().settings())
                            .as(input + " " + blocks + " " + attention)
                            .containsEntry("multipliers", multipliers)
                            .containsEntry("blocks", blocks);
                }
            }
        }
    }
}
