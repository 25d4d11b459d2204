package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.DdpLayers.Attention;
import io.dxmi.samplers.net.DdpLayers.Halve;
import io.dxmi.samplers.net.DdpLayers.Residual;
import io.dxmi.samplers.net.DdpLayers.Twice;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * The U-Net of the package denoising-diffusion-pytorch, under its parameter names: x (B, channels, R, R) and time (B) to x's
 * shape. Every level attends, linearly in the number of pixels or fully.
 *
 * @param channels of the images
 * @param resolution R
 * @param width features of the time, even and at least 4
 * @param stem channels of the first layer
 * @param multipliers channels that each level hands on, in units of {@code width}, the finest first
 * @param attention resolutions with full attention
 * @param heads of attention
 * @param head channels of one head
 * @param memory learned tokens that every pixel sees too
 * @param groups of the group normalisations in residual blocks (versions before 2); 0 for root-mean-square normalisations
 * @param variances whether the network also predicts variances, which are not read
 */
public record DdpUnet(
        int channels,
        int resolution,
        int width,
        int stem,
        List<Integer> multipliers,
        List<Integer> attention,
        int heads,
        int head,
        int memory,
        int groups,
        boolean variances)
        implements TimeNetwork {

    public DdpUnet {
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        if (width < 4 || width % 2 != 0 || stem < 1) {
            throw new IllegalArgumentException(
                    "width must be even and at least 4, and stem at least 1, got " + width + " and " + stem);
        }
        if (heads < 1 || head < 1 || memory < 1) {
            throw new IllegalArgumentException(
                    "heads, head and memory must be at least 1, got " + heads + ", " + head + " and " + memory);
        }
        if (multipliers.isEmpty() || resolution % (1 << (multipliers.size() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size() + " levels");
        }
    }

    /** Channels inside a level; what it hands on is that of the next one. */
    private int inside(int level) {
        return level == 0 ? stem : width * multipliers.get(level - 1);
    }

    private int handed(int level) {
        return width * multipliers.get(level);
    }

    private int last() {
        return multipliers.size() - 1;
    }

    private final class Layers extends Block {

        final Linear time1 = add(new Linear("time_mlp.1", width, 4L * width));
        final Linear time2 = add(new Linear("time_mlp.3", 4L * width, 4L * width));
        final Conv2d first = add(new Conv2d("init_conv", channels, stem, 7));
        final List<Level> down = new ArrayList<>();
        final List<Level> up = new ArrayList<>();
        final Residual middle1;
        final Attention middle;
        final Residual middle2;
        final Residual end;
        final Conv2d out;

        Layers() {
            super("");
            for (int level = 0; level <= last(); level++) {
                int in = inside(level);
                UnaryLayer resize =
                        level < last() ? new Halve("3.1", in, handed(level)) : new Conv2d("3", in, handed(level), 3);
                down.add(add(new Level("downs." + level, in, in, level, resize)));
            }
            int deepest = handed(last());
            int side = resolution >> last();
            middle1 = add(residual("mid_block1", deepest, deepest));
            middle = add(new Attention("mid_attn", deepest, side, true, DdpUnet.this));
            middle2 = add(residual("mid_block2", deepest, deepest));
            for (int level = last(); level >= 0; level--) {
                int inner = handed(level);
                int below = inside(level);
                UnaryLayer resize =
                        level > 0 ? new Twice(new Conv2d("3.1", inner, below, 3)) : new Conv2d("3", inner, below, 3);
                up.add(add(new Level("ups." + (last() - level), inner + below, inner, level, resize)));
            }
            end = add(residual("final_res_block", 2 * stem, stem));
            out = add(new Conv2d("final_conv", stem, (variances ? 2L : 1L) * channels, 1));
        }
    }

    private Residual residual(String name, int in, int out) {
        return new Residual(name, in, out, 4 * width, groups);
    }

    private final class Level extends Block {

        final Residual first;
        final Residual second;
        final Attention attention;
        final UnaryLayer resize;

        Level(String name, int in, int out, int level, UnaryLayer resize) {
            super(name);
            int side = resolution >> level;
            first = add(residual("0", in, out));
            second = add(residual("1", in, out));
            attention = add(new Attention("2", out, side, DdpUnet.this.attention.contains(side), DdpUnet.this));
            this.resize = add(resize);
        }

        <T> T down(Ops<T> o, Params<T> outer, T x, T e, List<T> skips) {
            Params<T> p = own(outer);
            T h = first.of(o, p, x, e);
            skips.add(h);
            h = attention.of(o, p, second.of(o, p, h, e));
            skips.add(h);
            return resize.of(o, p, h);
        }

        <T> T up(Ops<T> o, Params<T> outer, T x, T e, List<T> skips) {
            Params<T> p = own(outer);
            T h = first.of(o, p, joined(o, x, skips), e);
            h = attention.of(o, p, second.of(o, p, joined(o, h, skips), e));
            return resize.of(o, p, h);
        }

        private <T> T joined(Ops<T> o, T h, List<T> skips) {
            return o.concat(List.of(h, skips.remove(skips.size() - 1)), 1);
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        T e = layers.time1.of(o, p, new Sinusoids(width).shared(o, time));
        e = o.silu(layers.time2.of(o, p, o.gelu(e)));
        List<T> skips = new ArrayList<>();
        T start = o.channelsLast(layers.first.of(o, p, x), stem);
        T h = start;
        for (Level level : layers.down) h = level.down(o, p, h, e, skips);
        h = layers.middle1.of(o, p, h, e);
        h = layers.middle2.of(o, p, layers.middle.of(o, p, h), e);
        for (Level level : layers.up) h = level.up(o, p, h, e, skips);
        h = layers.end.of(o, p, o.concat(List.of(h, start), 1), e);
        T out = layers.out.of(o, p, h);
        return variances ? o.slice(out, 1, 0, channels) : out;
    }
}
