package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.net.NcsnppGenerator;
import io.dxmi.samplers.net.NcsnppGenerator.Options;
import io.dxmi.samplers.net.NcsnppGenerator.Pyramid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The generator of a denoising diffusion GAN: a flat list of layers, whose kinds tell the levels. */
final class NcsnppLayout implements Layout {

    /** The first two layers make the time features, the third is the stem. */
    private static final int FIRST_BLOCK = 3;

    /** The published network attends at this resolution. */
    private static final int USUAL_ATTENTION = 16;

    private static final int USUAL_RESOLUTION = 32;

    @Override
    public String architecture() {
        return "NCSN++ generator";
    }

    @Override
    public List<String> marks() {
        return List.of("all_modules.0.weight");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.has("all_modules.0.weight") && shapes.has("z_transform.1.weight");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        int width = shapes.side("all_modules.0.weight", 1);
        Levels levels = new Levels(shapes);
        List<Integer> multipliers = Multipliers.of(levels.channels, width);
        Told told = new Told(notes);
        int resolution = told.number(
                levels.attending.isEmpty() ? USUAL_RESOLUTION : USUAL_ATTENTION << levels.attending.get(0),
                "resolution");
        boolean both = shapes.hasModule(module(FIRST_BLOCK) + ".GroupNorm_1.style");
        // no tensor tells whether sums are rescaled and the result bounded; in the published networks both are
        Options options = new Options(levels.input, output(shapes), both ? 2 : 1, true, true);
        NcsnppGenerator network = new NcsnppGenerator(
                shapes.side("all_modules.2.weight", 1),
                resolution,
                width,
                multipliers,
                levels.blocks,
                levels.attending.stream().map(level -> resolution >> level).toList(),
                shapes.side("z_transform.1.weight", 1),
                shapes.side("z_transform.1.weight", 0),
                latentDepth(shapes),
                options);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", network.channels());
        settings.put("resolution", network.resolution());
        settings.put("width", network.width());
        settings.put("multipliers", network.multipliers());
        settings.put("blocks", network.blocks());
        settings.put("attention", network.attention());
        settings.put("latent", network.latent());
        settings.put("latent_width", network.latentWidth());
        settings.put("latent_depth", network.latentDepth());
        settings.put("input_pyramid", options.input().name());
        settings.put("output_pyramid", options.output().name());
        settings.put("adaptive", options.adaptive());
        return new Recognised(architecture(), settings, told.assumed(), network.parameters());
    }

    private static String module(int i) {
        return "all_modules." + i;
    }

    /** Linear layers of z have odd numbers; the first one is no hidden layer. */
    private static int latentDepth(Shapes shapes) {
        int layers = 0;
        while (shapes.has("z_transform." + (2 * layers + 1) + ".weight")) layers++;
        return layers - 1;
    }

    /** A pyramid on the way up has a normalisation at every level, no pyramid only the last one. */
    private static Pyramid output(Shapes shapes) {
        long plainNorms = IntStream.range(FIRST_BLOCK, shapes.count("all_modules."))
                .filter(i -> shapes.has(module(i) + ".weight") && shapes.side(module(i) + ".weight", 1) == 0)
                .count();
        return plainNorms > 1 ? Pyramid.SKIP : Pyramid.NONE;
    }

    /** The way down, read layer by layer. */
    private static final class Levels {

        private final Shapes shapes;
        private final List<Integer> channels = new ArrayList<>();
        private final List<Integer> attending = new ArrayList<>();
        private final int blocks;
        private Pyramid input = Pyramid.NONE;

        /** As many residual blocks change the resolution on the way down as on the way up; two others are the middle's. */
        Levels(Shapes shapes) {
            this.shapes = shapes;
            List<Integer> residuals = IntStream.range(FIRST_BLOCK, shapes.count("all_modules."))
                    .filter(this::isResidual)
                    .boxed()
                    .toList();
            int changes =
                    (int) residuals.stream().filter(this::changesResolution).count();
            int levels = changes / 2 + 1;
            blocks = (residuals.size() - changes - 2 - levels) / (2 * levels);
            int seen = 0;
            for (int i = FIRST_BLOCK; shapes.hasModule(module(i)) && !isMiddle(levels, seen, i); i++) {
                if (isAttention(i)) {
                    if (attending.isEmpty() || last(attending) < channels.size() - 1)
                        attending.add(channels.size() - 1);
                } else if (shapes.hasModule(module(i) + ".Conv2d_0")) {
                    input = Pyramid.RESIDUAL;
                } else if (!isResidual(i)) {
                    input = Pyramid.SKIP;
                } else if (changesResolution(i)) {
                    seen = 0;
                } else if (seen++ == 0) {
                    channels.add(out(i));
                }
            }
        }

        private static int last(List<Integer> list) {
            return list.get(list.size() - 1);
        }

        /** Whether the last level has all of its blocks, and the attention behind the last one. */
        private boolean isMiddle(int levels, int seen, int i) {
            return channels.size() == levels && seen >= blocks && !isAttention(i);
        }

        private boolean isResidual(int i) {
            return shapes.hasModule(module(i) + ".Conv_0") && shapes.hasModule(module(i) + ".GroupNorm_0");
        }

        private boolean isAttention(int i) {
            return shapes.hasModule(module(i) + ".NIN_0");
        }

        private int out(int i) {
            return shapes.side(module(i) + ".Conv_0.weight", 0);
        }

        private int in(int i) {
            return shapes.side(module(i) + ".Conv_0.weight", 1);
        }

        /** The skip path has a convolution of its own although the channels stay the same. */
        private boolean changesResolution(int i) {
            return in(i) == out(i) && shapes.hasModule(module(i) + ".Conv_2");
        }
    }
}
