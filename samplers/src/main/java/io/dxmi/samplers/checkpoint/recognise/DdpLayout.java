package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.DdpUnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The U-Net of denoising-diffusion-pytorch, versions 1.9 to 2. */
final class DdpLayout implements Layout {

    /** Of the package; no tensor tells it. */
    private static final int USUAL_GROUPS = 8;

    private static final int USUAL_RESOLUTION = 32;

    @Override
    public String architecture() {
        return "denoising-diffusion-pytorch U-Net";
    }

    @Override
    public List<String> marks() {
        return List.of("init_conv.weight");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("init_conv.weight") && shapes.hasModule("downs.0.0") && shapes.hasModule("mid_block1");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        requireSupported(shapes);
        int width = shapes.side("time_mlp.1.weight", 1);
        int levels = shapes.count("downs.");
        List<Integer> channels = new ArrayList<>();
        List<Integer> full = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            String module = "downs." + level;
            channels.add(shapes.side(module + (level + 1 < levels ? ".3.1.weight" : ".3.weight"), 0));
            if (shapes.has(module + ".2.to_out.weight")) full.add(level);
        }
        Told told = new Told(notes);
        int least = 1 << Math.max(0, Math.min(levels - 1, 16));
        int resolution = told.number(Math.max(USUAL_RESOLUTION, least), "resolution", "image_size");
        boolean grouped = shapes.has("downs.0.0.block1.norm.weight");
        int colours = shapes.side("init_conv.weight", 1);
        int heads = shapes.side("mid_attn.mem_kv", 1);
        DdpUnet network = new DdpUnet(
                colours,
                resolution,
                width,
                shapes.side("init_conv.weight", 0),
                Multipliers.of(channels, width),
                full.stream().map(level -> resolution >> level).toList(),
                heads,
                shapes.side("mid_attn.mem_kv", 3),
                shapes.side("mid_attn.mem_kv", 2),
                grouped ? told.number(USUAL_GROUPS, "groups") : 0,
                shapes.side("final_conv.weight", 0) == 2 * colours);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", network.channels());
        settings.put("resolution", network.resolution());
        settings.put("width", network.width());
        settings.put("stem", network.stem());
        settings.put("multipliers", network.multipliers());
        settings.put("attention", network.attention());
        settings.put("heads", network.heads());
        settings.put("head", network.head());
        settings.put("memory", network.memory());
        settings.put("groups", network.groups());
        settings.put("variances", network.variances());
        return new Recognised(architecture(), settings, told.assumed(), network.parameters());
    }

    /** Names every option of the package that no network here has. */
    private static void requireSupported(Shapes shapes) {
        List<String> wrong = new ArrayList<>();
        if (shapes.has("time_mlp.0.weights")) wrong.add("has sinusoids of the time that are learned or random");
        if (!shapes.has("mid_attn.mem_kv")) wrong.add("lacks mid_attn.mem_kv, as versions before 1.9 do");
        int read = shapes.side("init_conv.weight", 1);
        int made = shapes.side("final_conv.weight", 0);
        if (read == 2 * made) wrong.add("reads its own guess beside the picture (self_condition)");
        if (!wrong.isEmpty()) throw new IllegalArgumentException("it " + String.join(", it ", wrong));
    }
}
