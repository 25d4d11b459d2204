package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.DdpmEncoder;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.TimeNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The DDPM U-Net of FastDPM's and DxMI's checkpoints, and the encoder made of its half. */
final class DdpmLayout implements Layout {

    /** The published networks attend at this resolution, whatever the size of the image. */
    private static final int USUAL_ATTENTION = 16;

    private static final int USUAL_RESOLUTION = 32;

    @Override
    public String architecture() {
        return "DDPM U-Net";
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("temb.dense.0.weight") && shapes.has("conv_in.weight") && shapes.hasModule("down.0.block.0");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        int width = shapes.side("conv_in.weight", 0);
        int levels = shapes.count("down.");
        List<Integer> multipliers = new ArrayList<>();
        List<Integer> attending = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            multipliers.add(shapes.side("down." + level + ".block.0.conv1.weight", 0) / Math.max(1, width));
            if (shapes.hasModule("down." + level + ".attn")) attending.add(level);
        }
        int resolution = resolution(attending, notes);
        DdpmTrunk trunk = new DdpmTrunk(
                shapes.side("conv_in.weight", 1),
                resolution,
                width,
                multipliers,
                shapes.count("down.0.block."),
                attending.stream().map(level -> resolution >> level).toList(),
                DdpmTrunk.GROUPS);
        boolean encodes = shapes.hasModule("out.3");
        int out = shapes.side(encodes ? "out.3.weight" : "conv_out.weight", 0);
        TimeNetwork network = encodes ? new DdpmEncoder(trunk, out) : new DdpmUnet(trunk, out);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", trunk.channels());
        settings.put("resolution", trunk.resolution());
        settings.put("width", trunk.width());
        settings.put("multipliers", trunk.multipliers());
        settings.put("blocks", trunk.blocks());
        settings.put("attention", trunk.attention());
        settings.put("out", out);
        return new Recognised(encodes ? "DDPM U-Net encoder" : architecture(), settings, network.parameters());
    }

    /** No tensor tells the resolution: a diffusers folder does, or the level that attends. */
    private static int resolution(List<Integer> attending, Map<String, String> notes) {
        String size = notes.getOrDefault("sample_size", "");
        if (size.matches("[1-9]\\d{0,3}")) return Integer.parseInt(size);
        return attending.size() == 1 ? USUAL_ATTENTION << attending.get(0) : USUAL_RESOLUTION;
    }
}
