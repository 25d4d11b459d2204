package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Embedding;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * The U-Net of guided diffusion (Dhariwal and Nichol, 2021) as the EDM and consistency-model checkpoints hold it: x (B,
 * channels, R, R), time (B) and, with classes, a label to x's shape.
 *
 * @param channels of the images
 * @param resolution R
 * @param width features of the time, a multiple of 32
 * @param multipliers channels of each level in units of {@code width}, the finest first; the stem has those of the first
 * @param blocks residual blocks per level
 * @param attention resolutions with attention
 * @param head channels of one attention head
 * @param classes 0 for none
 * @param scales whether time and class scale the normalised features besides shifting them
 * @param residualResize whether resolution changes inside residual blocks; else by convolutions between them
 * @param headsFirst whether the channels of an attention are head by head its queries, keys and values, as in guided diffusion
 *     without its new order; else all queries come first
 * @param variances whether the network also predicts variances, which are not read
 */
public record AdmUnet(
        int channels,
        int resolution,
        int width,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        int head,
        int classes,
        boolean scales,
        boolean residualResize,
        boolean headsFirst,
        boolean variances)
        implements StepNetwork {

    /** A network as EDM and consistency models have it. */
    public AdmUnet(
            int channels,
            int resolution,
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int head,
            int classes,
            boolean scales,
            boolean residualResize) {
        this(
                channels,
                resolution,
                width,
                multipliers,
                blocks,
                attention,
                head,
                classes,
                scales,
                residualResize,
                false,
                false);
    }

    /** ImageNet 64x64 with 1000 classes: 296 million parameters. */
    public static AdmUnet imagenet64() {
        return new AdmUnet(3, 64, 192, List.of(1, 2, 3, 4), 3, List.of(32, 16, 8), 64, 1000, true, true);
    }

    /** LSUN 256x256: 526 million parameters. */
    public static AdmUnet lsun256() {
        return new AdmUnet(3, 256, 256, List.of(1, 1, 2, 2, 4, 4), 2, List.of(32, 16, 8), 64, 0, false, true);
    }

    public AdmUnet {
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        if (width < AdmPart.GROUPS || width % AdmPart.GROUPS != 0) {
            throw new IllegalArgumentException("width must be a multiple of " + AdmPart.GROUPS + ", got " + width);
        }
        if (multipliers.isEmpty() || resolution % (1 << (multipliers.size() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size() + " levels");
        }
    }

    private int stem() {
        return width * multipliers.get(0);
    }

    /** All layers; every list of parts is an entry of the checkpoint's lists. */
    private final class Layers extends Block {

        final Linear time0 = add(new Linear("time_embed.0", width, 4L * width));
        final Linear time2 = add(new Linear("time_embed.2", 4L * width, 4L * width));
        final Embedding labels =
                classes == 0 ? null : add(new Embedding(Parameter.normal("label_emb.weight", 1, classes, 4L * width)));
        final List<List<AdmPart>> down = new ArrayList<>();
        final List<AdmPart> middle = new ArrayList<>();
        final List<List<AdmPart>> up = new ArrayList<>();
        final GroupNorm norm;
        final Conv2d out;

        Layers() {
            super("");
            List<Integer> skips = new ArrayList<>();
            int deepest = addDown(skips);
            middle.add(residual("middle_block.0", deepest, deepest, Resize.NONE));
            middle.add(attention("middle_block.1", deepest, resolution >> (multipliers.size() - 1)));
            middle.add(residual("middle_block.2", deepest, deepest, Resize.NONE));
            addUp(deepest, skips);
            norm = add(AdmPart.norm("out.0", stem()));
            out = add(new Conv2d("out.2", stem(), (variances ? 2L : 1L) * channels, 3).zero());
        }

        /** @param skips gets the channels of what each entry hands to the way up */
        private int addDown(List<Integer> skips) {
            down.add(List.of(add(new AdmPart.Conv(new Conv2d("input_blocks.0.0", channels, stem(), 3), Resize.NONE))));
            int now = stem();
            skips.add(now);
            for (int level = 0; level < multipliers.size(); level++) {
                int out = width * multipliers.get(level);
                for (int b = 0; b < blocks; b++) {
                    down.add(attended("input_blocks." + down.size(), now, out, level));
                    now = out;
                    skips.add(now);
                }
                if (level + 1 < multipliers.size()) {
                    down.add(List.of(resize("input_blocks." + down.size() + ".0", now, Resize.HALVE)));
                    skips.add(now);
                }
            }
            return now;
        }

        private void addUp(int deepest, List<Integer> skips) {
            int now = deepest;
            for (int level = multipliers.size() - 1; level >= 0; level--) {
                int out = width * multipliers.get(level);
                for (int b = 0; b <= blocks; b++) {
                    String entry = "output_blocks." + up.size();
                    List<AdmPart> parts = attended(entry, now + skips.remove(skips.size() - 1), out, level);
                    now = out;
                    if (level > 0 && b == blocks) parts.add(resize(entry + "." + parts.size(), now, Resize.DOUBLE));
                    up.add(parts);
                }
            }
        }

        /** A residual block, and attention where the level has it. */
        private List<AdmPart> attended(String entry, int in, int out, int level) {
            int side = resolution >> level;
            List<AdmPart> parts = new ArrayList<>(List.of(residual(entry + ".0", in, out, Resize.NONE)));
            if (attention.contains(side)) parts.add(attention(entry + ".1", out, side));
            return parts;
        }

        private AdmPart residual(String name, int in, int out, Resize resize) {
            return add(new AdmPart.Residual(name, in, out, 4 * width, scales, resize));
        }

        private AdmPart attention(String name, int channels, int side) {
            return add(new AdmPart.Attention(name, channels, side, head, headsFirst));
        }

        private AdmPart resize(String name, int channels, Resize resize) {
            if (residualResize) return residual(name, channels, channels, resize);
            String module = name + (resize == Resize.HALVE ? ".op" : ".conv");
            return add(new AdmPart.Conv(new Conv2d(module, channels, channels, 3), resize));
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        Layers layers = new Layers();
        T e = embedding(o, p, layers, time, label);
        List<T> skips = new ArrayList<>();
        T h = x;
        for (List<AdmPart> entry : layers.down) {
            h = run(o, p, entry, h, e);
            if (skips.isEmpty()) h = o.channelsLast(h, stem());
            skips.add(h);
        }
        h = run(o, p, layers.middle, h, e);
        for (List<AdmPart> entry : layers.up) {
            h = run(o, p, entry, o.concat(List.of(h, skips.remove(skips.size() - 1)), 1), e);
        }
        T out = layers.out.of(o, p, o.silu(layers.norm.of(o, p, h)));
        return variances ? o.slice(out, 1, 0, channels) : out;
    }

    private static <T> T run(Ops<T> o, Params<T> p, List<AdmPart> parts, T x, T e) {
        T h = x;
        for (AdmPart part : parts) h = part.of(o, p, h, e);
        return h;
    }

    private <T> T embedding(Ops<T> o, Params<T> p, Layers layers, T time, T label) {
        T e = o.silu(layers.time0.of(o, p, features(o, time, width)));
        e = layers.time2.of(o, p, e);
        if (layers.labels != null) e = o.add(e, layers.labels.of(o, p, label));
        return o.silu(e);
    }

    /** {@code [cos(t w_0) .. , sin(t w_0) ..]} with {@code w_k = 10000^(-2k / width)}: cosines first, unlike {@link Sinusoids}. */
    static <T> T features(Ops<T> o, T time, int width) {
        double[] frequencies = new double[width / 2];
        for (int k = 0; k < frequencies.length; k++) frequencies[k] = Math.pow(10000, -2.0 * k / width);
        T angles = o.mul(o.perSample(o.toFloat(time), 2), o.constant(frequencies));
        return o.concat(List.of(o.cos(angles), o.sin(angles)), 1);
    }
}
