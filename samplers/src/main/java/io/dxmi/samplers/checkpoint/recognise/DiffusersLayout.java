package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.checkpoint.DiffusersNames;
import io.dxmi.samplers.net.DdpmVariant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The DDPM U-Net under the names of the diffusers library's {@code UNet2DModel}, with or without its settings. */
final class DiffusersLayout implements Layout {

    /** Keys of the settings there and here. */
    private static final Map<String, String> KEYS = Map.of(
            "norm_num_groups", "groups",
            "norm_eps", "norm_eps",
            "attention_head_dim", "head",
            "flip_sin_to_cos", "cosines_first",
            "freq_shift", "frequency_shift");

    @Override
    public String architecture() {
        return "DDPM U-Net";
    }

    @Override
    public List<String> marks() {
        return List.of("time_embedding.linear_1.weight");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("time_embedding.linear_1.weight") && shapes.hasModule("down_blocks.0.resnets.0");
    }

    @Override
    public StateDict named(StateDict dict, Shapes shapes) {
        int levels = shapes.count("down_blocks.");
        return dict.renamed(name -> DiffusersNames.toDdpm(name, levels).orElse(name));
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        if (shapes.byName().keySet().stream().anyMatch(name -> name.contains("transformer_blocks"))) {
            throw new IllegalArgumentException("it attends to texts, as the network of a latent model such as Stable"
                    + " Diffusion does, which is not supported");
        }
        Map<String, String> settings = new LinkedHashMap<>(notes);
        if (notes.containsKey("_class_name")) {
            // what the settings of the library leave out has the library's default
            settings.putIfAbsent("norm_num_groups", "32");
            settings.putIfAbsent("norm_eps", "1e-5");
            settings.putIfAbsent("attention_head_dim", "8");
            settings.putIfAbsent("flip_sin_to_cos", "true");
            settings.putIfAbsent("freq_shift", "0");
            settings.putIfAbsent("downsample_padding", "1");
        }
        KEYS.forEach((theirs, ours) -> {
            if (settings.containsKey(theirs)) settings.putIfAbsent(ours, settings.get(theirs));
        });
        if ("null".equals(settings.get("head"))) settings.put("head", "0");
        if (settings.containsKey("downsample_padding")) {
            settings.put(
                    "symmetric_padding", "" + settings.get("downsample_padding").equals("1"));
        }
        return DdpmLayout.recognise(shapes, settings, DdpmVariant.DIFFUSERS);
    }
}
