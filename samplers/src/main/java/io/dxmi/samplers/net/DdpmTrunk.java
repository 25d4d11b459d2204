package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link DdpmUnet} and {@link DdpmEncoder} share: time embedding, stem, the levels on the way down and the middle.
 *
 * @param channels of the images
 * @param resolution side of the images; halved from level to level
 * @param width channels of the stem, a multiple of {@code groups}
 * @param multipliers channels of each level in units of {@code width}, the finest first
 * @param blocks residual blocks per level
 * @param attention resolutions at which attention follows every residual block
 * @param groups of the group normalisations; with as many groups as channels a level cannot see the time
 * @param dropout share of features that each residual block drops, in [0, 1): 0 but while training
 */
public record DdpmTrunk(
        int channels,
        int resolution,
        int width,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        int groups,
        double dropout) {

    /** The published networks have so many groups. */
    public static final int GROUPS = 32;

    /** A trunk that drops nothing. */
    public DdpmTrunk(
            int channels,
            int resolution,
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int groups) {
        this(channels, resolution, width, multipliers, blocks, attention, groups, 0);
    }

    public DdpmTrunk {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), got " + dropout);
        }
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        if (width < 4 || width % 2 != 0 || width % groups != 0) {
            throw new IllegalArgumentException(
                    "width must be even and a multiple of the " + groups + " groups, got " + width);
        }
        if (multipliers.isEmpty() || resolution % (1 << (multipliers.size() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size() + " levels");
        }
    }

    /**
     * What the middle hands on.
     *
     * @param embedding activated time features (B, 4 width)
     * @param skips outputs of the stem, every block and every down-sampling, in order
     * @param middle output of the middle
     */
    record Reached<T>(T embedding, List<T> skips, T middle) {}

    int levels() {
        return multipliers.size();
    }

    int channelsAt(int level) {
        return width * multipliers.get(level);
    }

    boolean attendsAt(int level) {
        return attention.contains(resolution >> level);
    }

    DdpmBlocks parts() {
        return new DdpmBlocks(groups, 4 * width, dropout);
    }

    DdpmTrunk withDropout(double rate) {
        return new DdpmTrunk(channels, resolution, width, multipliers, blocks, attention, groups, rate);
    }

    List<Parameter> parameters() {
        DdpmBlocks parts = parts();
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.linear("temb.dense.0", width, 4L * width));
        list.addAll(Parameter.linear("temb.dense.1", 4L * width, 4L * width));
        list.addAll(Parameter.conv("conv_in", channels, width, 3));
        int in = width;
        for (int level = 0; level < levels(); level++) {
            String name = "down." + level;
            int out = channelsAt(level);
            for (int b = 0; b < blocks; b++) {
                list.addAll(parts.residual(name + ".block." + b, b == 0 ? in : out, out));
            }
            for (int b = 0; attendsAt(level) && b < blocks; b++) list.addAll(parts.attention(name + ".attn." + b, out));
            if (level + 1 < levels()) list.addAll(Parameter.conv(name + ".downsample.conv", out, out, 3));
            in = out;
        }
        list.addAll(parts.residual("mid.block_1", in, in));
        list.addAll(parts.attention("mid.attn_1", in));
        list.addAll(parts.residual("mid.block_2", in, in));
        return list;
    }

    <T> Reached<T> of(Ops<T> o, Params<T> p, T x, T time) {
        DdpmBlocks parts = parts();
        T e = new Sinusoids(width).shared(o, time);
        e = o.silu(o.linear(e, p.get("temb.dense.0.weight"), p.get("temb.dense.0.bias")));
        e = o.silu(o.linear(e, p.get("temb.dense.1.weight"), p.get("temb.dense.1.bias")));
        List<T> skips = new ArrayList<>();
        T h = DdpmBlocks.conv(o, p.in("conv_in"), x, channels, width, 3, 1, 1);
        h = o.channelsLast(h, width);
        skips.add(h);
        int in = width;
        for (int level = 0; level < levels(); level++) {
            Params<T> at = p.in("down." + level);
            int out = channelsAt(level);
            for (int b = 0; b < blocks; b++) {
                h = parts.residual(o, at.in("block." + b), h, e, b == 0 ? in : out, out);
                if (attendsAt(level)) h = parts.attention(o, at.in("attn." + b), h, out, resolution >> level);
                skips.add(h);
            }
            if (level + 1 < levels()) {
                // one row and column of zeros at the bottom and right, as the published code pads
                h = DdpmBlocks.conv(o, at.in("downsample.conv"), o.pad(h, 0, 1), out, out, 3, 2, 0);
                skips.add(h);
            }
            in = out;
        }
        h = parts.residual(o, p.in("mid.block_1"), h, e, in, in);
        h = parts.attention(o, p.in("mid.attn_1"), h, in, resolution >> (levels() - 1));
        h = parts.residual(o, p.in("mid.block_2"), h, e, in, in);
        return new Reached<>(e, skips, h);
    }
}
