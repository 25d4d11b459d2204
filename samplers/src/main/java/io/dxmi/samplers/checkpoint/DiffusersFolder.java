package io.dxmi.samplers.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder that the diffusers library wrote for an unconditional {@code UNet2DModel}, under the names of the DDPM U-Net,
 * which is the same network. Where the folder is a whole pipeline, its {@code unet} is read.
 *
 * @param file the weights
 * @param originals the name in the file for each name here
 */
record DiffusersFolder(
        Path path,
        TensorFile file,
        Map<String, String> originals,
        Map<String, Entry> entries,
        Map<String, String> notes)
        implements TensorFile {

    private static final String CONFIG = "config.json";
    private static final List<String> WEIGHTS =
            List.of("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the DDPM U-Net is, by the key of {@code config.json}, and what diffusers takes a missing key for. */
    private static final List<Fixed> FIXED = List.of(
            new Fixed("act_fn", "\"silu\"", "\"silu\""),
            new Fixed("add_attention", "true", "true"),
            new Fixed("attention_head_dim", "null", "8"),
            new Fixed("center_input_sample", "false", "false"),
            new Fixed("class_embed_type", "null", "null"),
            new Fixed("downsample_padding", "0", "1"),
            new Fixed("downsample_type", "\"conv\"", "\"conv\""),
            new Fixed("flip_sin_to_cos", "false", "true"),
            new Fixed("freq_shift", "1", "0"),
            new Fixed("mid_block_scale_factor", "1", "1"),
            new Fixed("norm_eps", "1.0E-6", "1.0E-5"),
            new Fixed("norm_num_groups", "32", "32"),
            new Fixed("num_class_embeds", "null", "null"),
            new Fixed("resnet_time_scale_shift", "\"default\"", "\"default\""),
            new Fixed("time_embedding_type", "\"positional\"", "\"positional\""),
            new Fixed("upsample_type", "\"conv\"", "\"conv\""));

    private record Fixed(String key, String needed, String missing) {}

    /** @throws UserError if it is no such folder, or of another network */
    static TensorFile open(Path folder) {
        Path at = Files.isRegularFile(folder.resolve("unet").resolve(CONFIG)) ? folder.resolve("unet") : folder;
        Path config = at.resolve(CONFIG);
        if (!Files.isRegularFile(config)) {
            throw new UserError(
                    folder + ": expected a checkpoint file or a diffusers folder, found a folder without " + CONFIG);
        }
        JsonNode settings = settings(config);
        Path weights = WEIGHTS.stream()
                .map(at::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> new UserError(at + ": expected " + String.join(" or ", WEIGHTS) + " beside " + CONFIG));
        TensorFile file = CheckpointFile.open(weights);
        int levels = settings.path("block_out_channels").size();
        Map<String, String> originals = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.entries().forEach((name, entry) -> {
            String ours = DiffusersNames.toDdpm(name, levels)
                    .orElseThrow(() ->
                            new UserError(weights + ": " + name + " is no tensor of an unconditional UNet2DModel"));
            originals.put(ours, name);
            entries.put(ours, new Entry(entry.dtype(), shape(ours, entry.shape())));
        });
        return new DiffusersFolder(folder, file, originals, Collections.unmodifiableMap(entries), notes(settings));
    }

    /** Attention is written as linear layers there and as 1x1 convolutions here. */
    private static long[] shape(String name, long[] shape) {
        boolean attention = name.matches(".*\\.attn(_1|\\.\\d+)\\.(q|k|v|proj_out)\\.weight");
        return attention && shape.length == 2 ? new long[] {shape[0], shape[1], 1, 1} : shape;
    }

    private static JsonNode settings(Path config) {
        JsonNode settings;
        try {
            settings = JSON.readTree(Bounds.record(config));
        } catch (IOException e) {
            throw new UserError(config + ": is not valid JSON", e);
        }
        String kind = settings.path("_class_name").asText();
        if (!kind.equals("UNet2DModel")) {
            throw new UserError(config + ": expected _class_name UNet2DModel, got '" + kind + "'");
        }
        for (Fixed fixed : FIXED) {
            JsonNode value = settings.get(fixed.key());
            String came = value == null
                    ? fixed.missing()
                    : value.isNumber() && value.isDouble() ? "" + value.asDouble() : value.toString();
            if (!came.equals(fixed.needed())) {
                throw new UserError(
                        config + ": " + fixed.key() + " is " + came + ", the DDPM U-Net needs " + fixed.needed());
            }
        }
        requireBlocks(config, settings);
        return settings;
    }

    private static void requireBlocks(Path config, JsonNode settings) {
        JsonNode down = settings.path("down_block_types");
        JsonNode up = settings.path("up_block_types");
        int levels = settings.path("block_out_channels").size();
        boolean good = levels > 0 && down.size() == levels && up.size() == levels;
        for (int i = 0; good && i < levels; i++) {
            String kind = down.path(i).asText().replace("Down", "");
            good = List.of("Block2D", "AttnBlock2D").contains(kind)
                    && kind.equals(up.path(levels - 1 - i).asText().replace("Up", ""));
        }
        if (!good) {
            throw new UserError(
                    config + ": down_block_types and up_block_types must mirror one another, each DownBlock2D"
                            + " or AttnDownBlock2D, one per entry of block_out_channels");
        }
    }

    private static Map<String, String> notes(JsonNode settings) {
        Map<String, String> notes = new LinkedHashMap<>();
        settings.properties()
                .forEach(e -> notes.put(
                        e.getKey(),
                        e.getValue().isTextual()
                                ? e.getValue().asText()
                                : e.getValue().toString()));
        return notes;
    }

    @Override
    public String format() {
        return "diffusers UNet2DModel (" + file.format() + ")";
    }

    @Override
    public HostTensor read(String name) {
        String original = originals.get(name);
        if (original == null) throw new IllegalArgumentException(path + " has no tensor " + name);
        HostTensor tensor = file.read(original);
        return new HostTensor(tensor.dtype(), entries.get(name).shape(), tensor.data());
    }
}
