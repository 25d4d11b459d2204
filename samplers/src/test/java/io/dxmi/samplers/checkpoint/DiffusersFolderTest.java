package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder as diffusers writes it, two levels, attention on the second, against the same network's own names. */
class DiffusersFolderTest {

    private static final String CONFIG = """
        {"_class_name": "UNet2DModel", "_diffusers_version": "0.0.4", "act_fn": "silu", "attention_head_dim": null,
         "block_out_channels": [32, 64], "center_input_sample": false,
         "down_block_types": ["DownBlock2D", "AttnDownBlock2D"], "downsample_padding": 0, "flip_sin_to_cos": false,
         "freq_shift": 1, "in_channels": 3, "layers_per_block": 1, "mid_block_scale_factor": 1, "norm_eps": 1e-06,
         "norm_num_groups": 32, "out_channels": 3, "sample_size": 16, "time_embedding_type": "positional",
         "up_block_types": ["AttnUpBlock2D", "UpBlock2D"]}
        """;

    @TempDir
    private Path folder;

    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
    private float next;

    private void put(String name, long... shape) {
        int size = 1;
        for (long n : shape) size *= (int) n;
        float[] values = new float[size];
        values[0] = ++next; // tells one tensor from another
        tensors.put(name, HostTensor.of(values, shape));
    }

    private void linear(String name, long in, long out) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void conv(String name, long in, long out, long k) {
        put(name + ".weight", out, in, k, k);
        put(name + ".bias", out);
    }

    private void norm(String name, long channels) {
        put(name + ".weight", channels);
        put(name + ".bias", channels);
    }

    private void block(String name, long in, long out) {
        norm(name + ".norm1", in);
        conv(name + ".conv1", in, out, 3);
        linear(name + ".time_emb_proj", 128, out);
        norm(name + ".norm2", out);
        conv(name + ".conv2", out, out, 3);
        if (in != out) conv(name + ".conv_shortcut", in, out, 1);
    }

    private void attention(String name, long channels, List<String> parts) {
        norm(name + ".group_norm", channels);
        for (String part : parts) linear(name + "." + part, channels, channels);
    }

    @BeforeEach
    void write() throws IOException {
        List<String> old = List.of("query", "key", "value", "proj_attn");
        List<String> now = List.of("to_q", "to_k", "to_v", "to_out.0");
        conv("conv_in", 3, 32, 3);
        linear("time_embedding.linear_1", 32, 128);
        linear("time_embedding.linear_2", 128, 128);
        block("down_blocks.0.resnets.0", 32, 32);
        conv("down_blocks.0.downsamplers.0.conv", 32, 32, 3);
        block("down_blocks.1.resnets.0", 32, 64);
        attention("down_blocks.1.attentions.0", 64, old);
        block("mid_block.resnets.0", 64, 64);
        attention("mid_block.attentions.0", 64, now);
        block("mid_block.resnets.1", 64, 64);
        block("up_blocks.0.resnets.0", 128, 64);
        block("up_blocks.0.resnets.1", 96, 64);
        attention("up_blocks.0.attentions.0", 64, now);
        attention("up_blocks.0.attentions.1", 64, old);
        conv("up_blocks.0.upsamplers.0.conv", 64, 64, 3);
        block("up_blocks.1.resnets.0", 96, 32);
        block("up_blocks.1.resnets.1", 64, 32);
        norm("conv_norm_out", 32);
        conv("conv_out", 32, 3, 3);
        new Safetensors(tensors).write(folder.resolve("diffusion_pytorch_model.safetensors"));
        Files.writeString(folder.resolve("config.json"), CONFIG);
    }

    @Test
    void everyTensorHasItsPlaceInTheDdpmUnet() {
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(folder), null);
        assertThat(found.network().architecture()).isEqualTo("DDPM U-Net");
        assertThat(found.network().settings()).containsEntry("resolution", 16).containsEntry("attention", List.of(8));
        assertThat(found.names()).hasSameSizeAs(tensors);
        same(found, "temb.dense.1.bias", "time_embedding.linear_2.bias");
        same(found, "down.1.attn.0.k.weight", "down_blocks.1.attentions.0.key.weight");
        same(found, "mid.block_2.temb_proj.weight", "mid_block.resnets.1.time_emb_proj.weight");
        same(found, "mid.attn_1.proj_out.bias", "mid_block.attentions.0.to_out.0.bias");
        same(found, "up.1.block.1.nin_shortcut.weight", "up_blocks.0.resnets.1.conv_shortcut.weight");
        same(found, "up.1.attn.0.q.weight", "up_blocks.0.attentions.0.to_q.weight");
        same(found, "up.1.upsample.conv.weight", "up_blocks.0.upsamplers.0.conv.weight");
        same(found, "up.0.block.1.norm1.weight", "up_blocks.1.resnets.1.norm1.weight");
        same(found, "norm_out.weight", "conv_norm_out.weight");
        assertThat(found.read("down.1.attn.0.k.weight").shape()).containsExactly(64, 64, 1, 1);
    }

    private void same(ImportedNetwork found, String ours, String theirs) {
        assertThat(found.read(ours).data())
                .as(ours)
                .isEqualTo(tensors.get(theirs).data());
    }

    @Test
    void allSettingsThatDifferAreInOneMessage() throws IOException {
        refused(
                CONFIG.replace("\"act_fn\": \"silu\"", "\"act_fn\": \"gelu\", \"num_class_embeds\": 10")
                        .replace("\"time_embedding_type\": \"positional\"", "\"time_embedding_type\": \"fourier\"")
                        .replace("AttnDownBlock2D", "SkipDownBlock2D"),
                "act_fn is gelu, expected silu; num_class_embeds is 10, expected null; time_embedding_type is fourier,"
                        + " expected positional; down_block_types and up_block_types are");
        refused(CONFIG.replace("[32, 64]", "[32, 48]"), "block_out_channels is [32,48], expected multiples");
        refused(CONFIG.replace("UNet2DModel", "UNet2DConditionModel"), "text-conditional network of a latent model");
        refused(CONFIG.replace("UNet2DModel", "VQModel"), "expected _class_name UNet2DModel, got 'VQModel'");
        refused("{", "not valid JSON");
        Files.delete(folder.resolve("diffusion_pytorch_model.safetensors"));
        refused(CONFIG, "expected diffusion_pytorch_model.safetensors or");
    }

    /** Networks of codes can have the settings of networks of pictures. */
    @Test
    void latentModelsAreToldByWhatLiesBesideTheNetwork() throws IOException {
        Path pipeline = Files.createDirectories(folder.resolve("pipeline"));
        Path network = Files.createDirectories(pipeline.resolve("unet"));
        for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
            Files.copy(folder.resolve(file), network.resolve(file));
        }
        assertThat(CheckpointFile.open(pipeline).entries()).isNotEmpty();
        Path autoencoder = Files.createDirectories(pipeline.resolve("vqvae"));
        Files.writeString(autoencoder.resolve("config.json"), "{}");
        assertThat(CheckpointFile.open(network).entries())
                .as("beside a stranger")
                .isNotEmpty();
        Files.writeString(pipeline.resolve("model_index.json"), "{}");
        for (Path place : List.of(pipeline, network, network.resolve("."))) {
            assertThatThrownBy(() -> CheckpointFile.open(place))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("autoencoder vqvae, a latent model such as Stable Diffusion");
        }
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(Files.createDirectories(other.resolve("transformer")).resolve("config.json"), "{}");
        assertThatThrownBy(() -> CheckpointFile.open(other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("got one with a transformer, a latent model");
    }

    @Test
    void theLibrarysDefaultsHoldForWhatTheSettingsLeaveOut() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                CONFIG.replace("\"attention_head_dim\": null,", "")
                        .replace("\"freq_shift\": 1,", "")
                        .replace("\"downsample_padding\": 0, \"flip_sin_to_cos\": false,", ""));
        assertThat(ImportedNetwork.of(CheckpointFile.open(folder), null)
                        .network()
                        .settings())
                .containsEntry("head", 8)
                .containsEntry("frequency_shift", 0)
                .containsEntry("cosines_first", true)
                .containsEntry("symmetric_padding", true)
                .containsEntry("norm_eps", 1e-6);
    }

    @Test
    void aVariantShardsAndThePipelineAroundThemAreRead() throws IOException {
        Path pipeline = Files.createDirectory(folder.resolve("pipeline"));
        Path unet = Files.createDirectory(pipeline.resolve("unet"));
        Files.copy(folder.resolve("config.json"), unet.resolve("config.json"));
        Path whole = folder.resolve("diffusion_pytorch_model.safetensors");
        Files.move(whole, unet.resolve("diffusion_pytorch_model.fp16.safetensors"));
        Files.createDirectory(pipeline.resolve("scheduler"));
        Files.writeString(
                pipeline.resolve("scheduler/scheduler_config.json"),
                "{\"prediction_type\": \"sample\", \"beta_end\": 0.02}");
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(pipeline), null);
        same(found, "norm_out.weight", "conv_norm_out.weight");
        assertThat(found.file().notes()).containsEntry("scheduler/prediction_type", "sample");
        assertThat(found.network().assumed()).isEmpty();
        Path imported = folder.resolve("imported.safetensors");
        found.write(imported);
        ImportedNetwork again = ImportedNetwork.of(CheckpointFile.open(imported), null);
        assertThat(again.network().settings()).isEqualTo(found.network().settings());
        assertThat(again.network().assumed()).isEmpty();
        assertThat(again.file().notes()).containsEntry("scheduler/prediction_type", "sample");

        Files.delete(unet.resolve("diffusion_pytorch_model.fp16.safetensors"));
        shards(unet);
        same(ImportedNetwork.of(CheckpointFile.open(pipeline), null), "norm_out.bias", "conv_norm_out.bias");
        Files.delete(unet.resolve("part-1.safetensors"));
        assertThatThrownBy(() -> CheckpointFile.open(pipeline))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected its part part-1.safetensors beside it");
        Files.writeString(
                unet.resolve("diffusion_pytorch_model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"../../config.json\"}}");
        assertThatThrownBy(() -> CheckpointFile.open(pipeline))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected names of files beside the index");
    }

    private void shards(Path unet) throws IOException {
        List<Map<String, HostTensor>> parts = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        List<String> map = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            int part = map.size() % 2;
            map.add("\"" + name + "\": \"part-" + part + ".safetensors\"");
            parts.get(part).put(name, tensor);
        });
        for (int i = 0; i < 2; i++) new Safetensors(parts.get(i)).write(unet.resolve("part-" + i + ".safetensors"));
        Files.writeString(
                unet.resolve("diffusion_pytorch_model.safetensors.index.json"),
                "{\"weight_map\": {" + String.join(", ", map) + "}}");
    }

    private void refused(String config, String why) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        assertThatThrownBy(() -> CheckpointFile.open(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(why);
    }
}
