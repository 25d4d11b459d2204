package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.SongUnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EDM's DDPM++, NCSN++ and ADM networks: the names of their layers tell the resolutions. */
final class SongLayout implements Layout {

    private static final Pattern STEM = Pattern.compile("enc\\.(\\d{1,5})x\\1_conv\\.weight");

    @Override
    public String architecture() {
        return "EDM U-Net";
    }

    @Override
    public List<String> marks() {
        return List.of("map_layer0.weight");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("map_layer0.weight")
                && shapes.byName().keySet().stream()
                        .anyMatch(name -> STEM.matcher(name).matches());
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        requireSupported(shapes);
        int resolution = shapes.byName().keySet().stream()
                .map(STEM::matcher)
                .filter(Matcher::matches)
                .mapToInt(m -> Integer.parseInt(m.group(1)))
                .max()
                .orElseThrow();
        List<Integer> channels = new ArrayList<>();
        List<Integer> attention = new ArrayList<>();
        int blocks = shapes.count("enc." + at(resolution) + "block");
        for (int side = resolution; side > 0 && shapes.hasModule("enc." + at(side) + "block0"); side /= 2) {
            channels.add(shapes.side("enc." + at(side) + "block0.conv0.weight", 0));
            if (shapes.hasModule("enc." + at(side) + "block0.qkv")) attention.add(side);
        }
        String stem = "enc." + at(resolution) + "conv.weight";
        SongUnet.Family family = family(shapes);
        boolean adm = family == SongUnet.Family.ADM;
        int width = adm ? shapes.side("map_layer0.weight", 1) : shapes.side(stem, 0);
        SongUnet network = new SongUnet(
                shapes.side(stem, 1),
                resolution,
                width,
                Multipliers.of(channels, width),
                blocks,
                attention,
                shapes.side("map_label.weight", 1),
                family);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", network.channels());
        settings.put("resolution", network.resolution());
        settings.put("width", network.width());
        settings.put("multipliers", network.multipliers());
        settings.put("blocks", network.blocks());
        settings.put("attention", network.attention());
        settings.put("classes", network.classes());
        settings.put("family", family.name().toLowerCase(Locale.ROOT));
        return new Recognised(architecture(), settings, List.of(), network.parameters());
    }

    private static SongUnet.Family family(Shapes shapes) {
        if (shapes.has("out_conv.weight")) return SongUnet.Family.ADM;
        return shapes.has("map_noise.freqs") ? SongUnet.Family.NCSNPP : SongUnet.Family.DDPMPP;
    }

    private static String at(int side) {
        return side + "x" + side + "_";
    }

    /** Names every variant that no network here has. */
    private static void requireSupported(Shapes shapes) {
        List<String> wrong = new ArrayList<>();
        if (shapes.byName().keySet().stream().anyMatch(name -> name.contains("_aux_skip."))) {
            wrong.add("has a pyramid of skips on the way down, expected none (DDPM++) or a residual one (NCSN++)");
        }
        int out = shapes.side("out_conv.weight", 0);
        boolean variances = shapes.byName().keySet().stream()
                .filter(name -> STEM.matcher(name).matches())
                .anyMatch(stem -> out > 0 && out == 2 * shapes.side(stem, 1));
        if (variances)
            wrong.add("predicts variances too (iDDPMPrecond), expected a network that predicts pictures alone");
        if (!wrong.isEmpty()) throw new IllegalArgumentException("it " + String.join(", it ", wrong));
    }
}
