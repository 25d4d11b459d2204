package io.dxmi.samplers.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code config.json} of a diffusers {@code UNet2DModel}. */
final class DiffusersConfig {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the DDPM U-Net here cannot be, by the key of {@code config.json}. A missing key has the value that is needed. */
    private static final Map<String, List<String>> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("act_fn", List.of("silu", "swish"));
        NEEDED.put("add_attention", List.of("true"));
        NEEDED.put("attn_norm_num_groups", List.of("null"));
        NEEDED.put("center_input_sample", List.of("false"));
        NEEDED.put("class_embed_type", List.of("null"));
        NEEDED.put("downsample_type", List.of("conv"));
        NEEDED.put("mid_block_scale_factor", List.of("1", "1.0"));
        NEEDED.put("mid_block_type", List.of("UNetMidBlock2D"));
        NEEDED.put("num_class_embeds", List.of("null"));
        NEEDED.put("num_train_timesteps", List.of("null"));
        NEEDED.put("resnet_time_scale_shift", List.of("default"));
        NEEDED.put("time_embedding_dim", List.of("null"));
        NEEDED.put("time_embedding_type", List.of("positional"));
        NEEDED.put("upsample_type", List.of("conv"));
    }

    private DiffusersConfig() {}

    /**
     * Every setting, as text.
     *
     * @throws UserError naming all settings that differ from what is possible here
     */
    static Map<String, String> read(Path config) {
        JsonNode settings = json(config);
        String kind = settings.path("_class_name").asText();
        if (kind.equals("UNet2DConditionModel")) {
            throw new UserError(config + ": expected an unconditional UNet2DModel, got UNet2DConditionModel, the"
                    + " text-conditional network of a latent model such as Stable Diffusion, which is not supported");
        }
        if (!kind.equals("UNet2DModel")) {
            throw new UserError(config + ": expected _class_name UNet2DModel, got '" + kind + "'");
        }
        List<String> differences = new ArrayList<>();
        NEEDED.forEach((key, allowed) -> {
            String value = settings.has(key) ? text(settings.get(key)) : allowed.get(0);
            if (!allowed.contains(value)) differences.add(key + " is " + value + ", expected " + allowed.get(0));
        });
        addBlocks(settings, differences);
        if (!differences.isEmpty()) {
            throw new UserError(config + ": is a UNet2DModel that cannot be loaded: " + String.join("; ", differences));
        }
        Map<String, String> notes = new LinkedHashMap<>();
        settings.properties().forEach(e -> notes.put(e.getKey(), text(e.getValue())));
        return notes;
    }

    /** A file of settings. @throws UserError if it is not JSON */
    static JsonNode json(Path file) {
        try {
            return JSON.readTree(Bounds.record(file));
        } catch (IOException e) {
            throw new UserError(file + ": is not valid JSON", e);
        }
    }

    static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static void addBlocks(JsonNode settings, List<String> differences) {
        JsonNode widths = settings.path("block_out_channels");
        JsonNode down = settings.path("down_block_types");
        JsonNode up = settings.path("up_block_types");
        int levels = widths.size();
        boolean mirrored = levels > 0 && down.size() == levels && up.size() == levels;
        for (int i = 0; mirrored && i < levels; i++) {
            String kind = down.path(i).asText().replace("Down", "");
            mirrored = List.of("Block2D", "AttnBlock2D").contains(kind)
                    && kind.equals(up.path(levels - 1 - i).asText().replace("Up", ""));
        }
        if (!mirrored) {
            differences.add("down_block_types and up_block_types are " + down + " and " + up
                    + ", expected lists that mirror one another, each DownBlock2D or AttnDownBlock2D, one per entry of"
                    + " block_out_channels");
        }
        int first = Math.max(1, widths.path(0).asInt());
        for (JsonNode width : widths) {
            if (width.asInt() % first != 0) {
                differences.add("block_out_channels is " + widths + ", expected multiples of the first entry");
                break;
            }
        }
    }
}
