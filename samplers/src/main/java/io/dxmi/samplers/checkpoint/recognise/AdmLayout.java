package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.AdmUnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The guided-diffusion U-Net of the EDM and consistency-model checkpoints (ImageNet 64, LSUN 256). */
final class AdmLayout implements Layout {

    /** The published networks attend at 32, 16 and 8 pixels, so the deepest level that attends has this resolution. */
    private static final int DEEPEST_ATTENTION = 8;

    /** Of the published networks; no tensor tells it. */
    private static final int USUAL_HEAD = 64;

    @Override
    public String architecture() {
        return "ADM U-Net";
    }

    @Override
    public List<String> marks() {
        return List.of("time_embed.0.weight");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("time_embed.0.weight") && shapes.has("input_blocks.0.0.weight");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        int entries = shapes.count("output_blocks.");
        int levels = 1
                + (int) IntStream.range(0, entries)
                        .filter(i -> doubles(shapes, i))
                        .count();
        int blocks = entries / levels - 1;
        List<Integer> channels = new ArrayList<>();
        List<Integer> attending = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            String first = "input_blocks." + (1 + level * (blocks + 1));
            channels.add(shapes.side(first + ".0.in_layers.2.weight", 0));
            if (shapes.hasModule(first + ".1.qkv")) attending.add(level);
        }
        // the stem has the width times the first multiplier, the features of the time have the width itself
        int width = shapes.side("time_embed.0.weight", 1);
        List<Integer> multipliers = Multipliers.of(channels, width);
        int last = attending.isEmpty() ? levels - 1 : attending.get(attending.size() - 1);
        Told told = new Told(notes);
        int resolution = told.number(DEEPEST_ATTENTION << last, "resolution");
        String block = "input_blocks.1.0.";
        int colours = shapes.side("input_blocks.0.0.weight", 1);
        // only networks of guided diffusion itself predict variances, most of them with its first order of heads
        boolean variances = shapes.side("out.2.weight", 0) == 2 * colours;
        boolean headsFirst = told.flag(variances, "heads_first");
        AdmUnet network = new AdmUnet(
                colours,
                resolution,
                width,
                multipliers,
                blocks,
                attending.stream().map(level -> resolution >> level).toList(),
                told.number(head(width, multipliers, attending), "head"),
                shapes.side("label_emb.weight", 0),
                shapes.side(block + "emb_layers.1.weight", 0) == 2 * shapes.side(block + "in_layers.2.weight", 0),
                !shapes.hasModule("input_blocks." + (blocks + 1) + ".0.op"),
                headsFirst,
                variances);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", network.channels());
        settings.put("resolution", network.resolution());
        settings.put("width", network.width());
        settings.put("multipliers", network.multipliers());
        settings.put("blocks", network.blocks());
        settings.put("attention", network.attention());
        settings.put("head", network.head());
        settings.put("classes", network.classes());
        settings.put("scales", network.scales());
        settings.put("residual_resize", network.residualResize());
        settings.put("heads_first", network.headsFirst());
        settings.put("variances", network.variances());
        return new Recognised(architecture(), settings, told.assumed(), network.parameters());
    }

    /** Whether a level ends with this entry: it holds one more layer, which doubles the resolution. */
    private static boolean doubles(Shapes shapes, int entry) {
        String name = "output_blocks." + entry;
        for (int part = 1; part <= 2; part++) {
            if (shapes.hasModule(name + "." + part + ".in_layers") || shapes.hasModule(name + "." + part + ".conv")) {
                return true;
            }
        }
        return false;
    }

    private static int head(int width, List<Integer> multipliers, List<Integer> attending) {
        List<Integer> levels = new ArrayList<>(attending);
        levels.add(multipliers.size() - 1); // the middle attends always
        int head = USUAL_HEAD;
        for (int level : levels) {
            while (head > 1 && width * multipliers.get(level) % head != 0) head /= 2;
        }
        return head;
    }
}
