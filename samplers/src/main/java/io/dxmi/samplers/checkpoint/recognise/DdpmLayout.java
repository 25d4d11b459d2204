package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.DdpmEncoder;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.DdpmVariant;
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
    public List<String> marks() {
        return List.of("temb.dense.0.weight");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        return recognise(shapes, notes, DdpmVariant.DDPM);
    }

    /** @param usual what is taken where the notes do not tell it */
    static Recognised recognise(Shapes shapes, Map<String, String> notes, DdpmVariant usual) {
        int width = shapes.side("conv_in.weight", 0);
        int levels = shapes.count("down.");
        List<Integer> channels = new ArrayList<>();
        List<Integer> attending = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            channels.add(shapes.side("down." + level + ".block.0.conv1.weight", 0));
            if (shapes.hasModule("down." + level + ".attn")) attending.add(level);
        }
        Told told = new Told(notes);
        int resolution = told.number(
                attending.size() == 1 ? USUAL_ATTENTION << attending.get(0) : USUAL_RESOLUTION,
                "resolution",
                "sample_size");
        DdpmTrunk trunk = new DdpmTrunk(
                        shapes.side("conv_in.weight", 1),
                        resolution,
                        width,
                        Multipliers.of(channels, width),
                        shapes.count("down.0.block."),
                        attending.stream().map(level -> resolution >> level).toList(),
                        told.number(groups(width), "groups"))
                .of(variant(told, usual));
        boolean encodes = shapes.hasModule("out.3");
        int out = shapes.side(encodes ? "out.3.weight" : "conv_out.weight", 0);
        TimeNetwork network = encodes ? new DdpmEncoder(trunk, out) : new DdpmUnet(trunk, out);
        return new Recognised(
                encodes ? "DDPM U-Net encoder" : "DDPM U-Net",
                settings(trunk, out),
                told.assumed(),
                network.parameters());
    }

    private static DdpmVariant variant(Told told, DdpmVariant usual) {
        return new DdpmVariant(
                told.decimal(usual.normEps(), "norm_eps"),
                told.number(usual.head(), "head"),
                told.flag(usual.cosinesFirst(), "cosines_first"),
                told.number(usual.frequencyShift(), "frequency_shift"),
                told.flag(usual.symmetricPadding(), "symmetric_padding"));
    }

    /** The published number, or the largest power of two that a smaller network can have. */
    private static int groups(int width) {
        return Math.min(DdpmTrunk.GROUPS, Math.max(1, Integer.lowestOneBit(width)));
    }

    private static Map<String, Object> settings(DdpmTrunk trunk, int out) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", trunk.channels());
        settings.put("resolution", trunk.resolution());
        settings.put("width", trunk.width());
        settings.put("multipliers", trunk.multipliers());
        settings.put("blocks", trunk.blocks());
        settings.put("attention", trunk.attention());
        settings.put("out", out);
        settings.put("groups", trunk.groups());
        settings.put("norm_eps", trunk.variant().normEps());
        settings.put("head", trunk.variant().head());
        settings.put("cosines_first", trunk.variant().cosinesFirst());
        settings.put("frequency_shift", trunk.variant().frequencyShift());
        settings.put("symmetric_padding", trunk.variant().symmetricPadding());
        return settings;
    }
}
