package io.dxmi.samplers.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the tensors of a diffusers {@code UNet2DModel} have their place in the DDPM U-Net. */
public final class DiffusersNames {

    private interface Place {
        String of(MatchResult found, int levels);
    }

    private static final Map<Pattern, Place> MODULES = new LinkedHashMap<>();

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("time_emb_proj", "temb_proj"),
            Map.entry("conv_shortcut", "nin_shortcut"),
            Map.entry("norm1", "norm1"),
            Map.entry("norm2", "norm2"),
            Map.entry("conv1", "conv1"),
            Map.entry("conv2", "conv2"),
            Map.entry("group_norm", "norm"),
            // attention has had two sets of names
            Map.entry("query", "q"),
            Map.entry("key", "k"),
            Map.entry("value", "v"),
            Map.entry("proj_attn", "proj_out"),
            Map.entry("to_q", "q"),
            Map.entry("to_k", "k"),
            Map.entry("to_v", "v"),
            Map.entry("to_out.0", "proj_out"));

    static {
        String part = "\\.(" + String.join("|", PARTS.keySet()).replace(".", "\\.") + ")";
        put("conv_in", (m, levels) -> "conv_in");
        put("conv_norm_out", (m, levels) -> "norm_out");
        put("conv_out", (m, levels) -> "conv_out");
        put("time_embedding\\.linear_([12])", (m, levels) -> "temb.dense." + (number(m, 1) - 1));
        put(
                "down_blocks\\.(\\d{1,3})\\.resnets\\.(\\d{1,3})" + part,
                (m, levels) -> "down." + m.group(1) + ".block." + m.group(2) + part(m, 3));
        put(
                "down_blocks\\.(\\d{1,3})\\.attentions\\.(\\d{1,3})" + part,
                (m, levels) -> "down." + m.group(1) + ".attn." + m.group(2) + part(m, 3));
        put(
                "down_blocks\\.(\\d{1,3})\\.downsamplers\\.0\\.conv",
                (m, levels) -> "down." + m.group(1) + ".downsample.conv");
        put("mid_block\\.resnets\\.([01])" + part, (m, levels) -> "mid.block_" + (number(m, 1) + 1) + part(m, 2));
        put("mid_block\\.attentions\\.0" + part, (m, levels) -> "mid.attn_1" + part(m, 1));
        put(
                "up_blocks\\.(\\d{1,3})\\.resnets\\.(\\d{1,3})" + part,
                (m, levels) -> up(m, levels) + ".block." + m.group(2) + part(m, 3));
        put(
                "up_blocks\\.(\\d{1,3})\\.attentions\\.(\\d{1,3})" + part,
                (m, levels) -> up(m, levels) + ".attn." + m.group(2) + part(m, 3));
        put("up_blocks\\.(\\d{1,3})\\.upsamplers\\.0\\.conv", (m, levels) -> up(m, levels) + ".upsample.conv");
    }

    private DiffusersNames() {}

    private static void put(String module, Place place) {
        MODULES.put(Pattern.compile(module), place);
    }

    private static int number(MatchResult found, int group) {
        return Integer.parseInt(found.group(group));
    }

    private static String part(MatchResult found, int group) {
        return "." + PARTS.get(found.group(group));
    }

    /** There the way up is counted from the middle, here from the image. */
    private static String up(MatchResult found, int levels) {
        return "up." + (levels - 1 - number(found, 1));
    }

    /** The DDPM U-Net's name, if there is one. */
    public static Optional<String> toDdpm(String name, int levels) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) return Optional.empty();
        for (Map.Entry<Pattern, Place> entry : MODULES.entrySet()) {
            Matcher matcher = entry.getKey().matcher(name.substring(0, dot));
            if (matcher.matches()) return Optional.of(entry.getValue().of(matcher, levels) + name.substring(dot));
        }
        return Optional.empty();
    }
}
