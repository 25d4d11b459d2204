package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.AdmPart.Attention;
import io.dxmi.samplers.net.AdmPart.Conv;
import io.dxmi.samplers.net.AdmPart.Residual;
import io.dxmi.samplers.net.AdmPart.Resize;
import java.util.ArrayList;
import java.util.List;

/**
 * The U-Net of guided diffusion (Dhariwal and Nichol, 2021) as the EDM and consistency-model checkpoints hold it: x (B,
 * channels, R, R), time (B) and, with classes, a label to x's shape.
 *
 * @param channels of the images
 * @param resolution R
 * @param width channels of the stem, a multiple of 32
 * @param multipliers channels of each level in units of {@code width}, the finest first
 * @param blocks residual blocks per level
 * @param attention resolutions with attention
 * @param head channels of one attention head
 * @param classes 0 for none
 * @param scales whether time and class scale the normalised features besides shifting them
 * @param residualResize whether resolution changes inside residual blocks; else by convolutions between them
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
        boolean residualResize)
        implements StepNetwork {

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

    /** Layers in the order in which they run; every list is one entry of the checkpoint's lists. */
    private record Plan(List<List<AdmPart>> down, List<AdmPart> middle, List<List<AdmPart>> up) {}

    private Plan plan() {
        List<List<AdmPart>> down = new ArrayList<>();
        List<List<AdmPart>> up = new ArrayList<>();
        List<Integer> skips = new ArrayList<>(List.of(width));
        down.add(List.of(new Conv("", channels, width, Resize.NONE)));
        int now = width;
        for (int level = 0; level < multipliers.size(); level++) {
            int out = width * multipliers.get(level);
            for (int b = 0; b < blocks; b++) {
                down.add(attended(residual(now, out, Resize.NONE), out, level));
                now = out;
                skips.add(now);
            }
            if (level + 1 < multipliers.size()) {
                down.add(List.of(resize(now, Resize.HALVE)));
                skips.add(now);
            }
        }
        int last = multipliers.size() - 1;
        List<AdmPart> middle = List.of(
                residual(now, now, Resize.NONE),
                new Attention(now, resolution >> last, head),
                residual(now, now, Resize.NONE));
        for (int level = last; level >= 0; level--) {
            int out = width * multipliers.get(level);
            for (int b = 0; b <= blocks; b++) {
                int skip = skips.remove(skips.size() - 1);
                List<AdmPart> parts = new ArrayList<>(attended(residual(now + skip, out, Resize.NONE), out, level));
                now = out;
                if (level > 0 && b == blocks) parts.add(resize(now, Resize.DOUBLE));
                up.add(parts);
            }
        }
        return new Plan(down, middle, up);
    }

    private List<AdmPart> attended(AdmPart block, int out, int level) {
        int side = resolution >> level;
        return attention.contains(side) ? List.of(block, new Attention(out, side, head)) : List.of(block);
    }

    private AdmPart residual(int in, int out, Resize resize) {
        return new Residual(in, out, 4 * width, scales, resize);
    }

    private AdmPart resize(int channels, Resize resize) {
        if (residualResize) return residual(channels, channels, resize);
        return new Conv(resize == Resize.HALVE ? ".op" : ".conv", channels, channels, resize);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.linear("time_embed.0", width, 4L * width));
        list.addAll(Parameter.linear("time_embed.2", 4L * width, 4L * width));
        if (classes > 0) list.add(Parameter.normal("label_emb.weight", 1, classes, 4L * width));
        Plan plan = plan();
        addAll(list, "input_blocks.", plan.down());
        for (int j = 0; j < plan.middle().size(); j++) {
            list.addAll(plan.middle().get(j).parameters("middle_block." + j));
        }
        addAll(list, "output_blocks.", plan.up());
        list.addAll(Parameter.norm("out.0", width));
        list.addAll(DdpmBlocks.zeroConv("out.2", width, channels, 3));
        return list;
    }

    private static void addAll(List<Parameter> list, String name, List<List<AdmPart>> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            for (int j = 0; j < blocks.get(i).size(); j++) {
                list.addAll(blocks.get(i).get(j).parameters(name + i + "." + j));
            }
        }
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        T e = embedding(o, p, time, label);
        Plan plan = plan();
        List<T> skips = new ArrayList<>();
        T h = x;
        for (int i = 0; i < plan.down().size(); i++) {
            h = run(o, p.in("input_blocks." + i), plan.down().get(i), h, e);
            if (i == 0) h = o.channelsLast(h, width);
            skips.add(h);
        }
        h = run(o, p.in("middle_block"), plan.middle(), h, e);
        for (int i = 0; i < plan.up().size(); i++) {
            T joined = o.concat(List.of(h, skips.remove(skips.size() - 1)), 1);
            h = run(o, p.in("output_blocks." + i), plan.up().get(i), joined, e);
        }
        h = o.silu(AdmPart.norm(o, p.in("out.0"), h));
        return AdmPart.conv(o, p.in("out.2"), h, width, channels, 3, 1);
    }

    private static <T> T run(Ops<T> o, Params<T> p, List<AdmPart> parts, T x, T e) {
        T h = x;
        for (int j = 0; j < parts.size(); j++) h = parts.get(j).of(o, p.in(Integer.toString(j)), h, e);
        return h;
    }

    private <T> T embedding(Ops<T> o, Params<T> p, T time, T label) {
        T e = features(o, time);
        e = o.silu(o.linear(e, p.get("time_embed.0.weight"), p.get("time_embed.0.bias")));
        e = o.linear(e, p.get("time_embed.2.weight"), p.get("time_embed.2.bias"));
        if (classes > 0) e = o.add(e, o.rows(p.get("label_emb.weight"), label));
        return o.silu(e);
    }

    /** {@code [cos(t w_0) .. , sin(t w_0) ..]} with {@code w_k = 10000^(-2k / width)}: cosines first, unlike {@link Sinusoids}. */
    <T> T features(Ops<T> o, T time) {
        double[] frequencies = new double[width / 2];
        for (int k = 0; k < frequencies.length; k++) frequencies[k] = Math.pow(10000, -2.0 * k / width);
        T angles = o.mul(o.perSample(o.toFloat(time), 2), o.constant(frequencies));
        return o.concat(List.of(o.cos(angles), o.sin(angles)), 1);
    }
}
