package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Identity;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
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
 * @param variant what implementations do differently
 */
public record DdpmTrunk(
        int channels,
        int resolution,
        int width,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        int groups,
        double dropout,
        DdpmVariant variant) {

    /** The published networks have so many groups. */
    public static final int GROUPS = 32;

    /** The original network's trunk, without dropout. */
    public DdpmTrunk(
            int channels,
            int resolution,
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int groups) {
        this(channels, resolution, width, multipliers, blocks, attention, groups, 0, DdpmVariant.DDPM);
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
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size()
                            + " levels; a multiple of " + (1 << Math.max(0, multipliers.size() - 1)) + " can");
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

    GroupNorm norm(String name, int channels) {
        return new GroupNorm(name, channels, groups, variant.normEps());
    }

    /** Attention for a residual block's result, where the level has it. */
    UnaryLayer attention(String name, int level) {
        int side = resolution >> level;
        return attention.contains(side) ? new DdpmAttention(name, channelsAt(level), side, this) : new Identity();
    }

    DdpmTrunk withDropout(double rate) {
        return new DdpmTrunk(channels, resolution, width, multipliers, blocks, attention, groups, rate, variant);
    }

    /** The same trunk of another implementation. */
    public DdpmTrunk of(DdpmVariant other) {
        return new DdpmTrunk(channels, resolution, width, multipliers, blocks, attention, groups, dropout, other);
    }

    /** The layers of the trunk. */
    final class Body extends Block {

        private final Linear dense0 = add(new Linear("temb.dense.0", width, 4L * width));
        private final Linear dense1 = add(new Linear("temb.dense.1", 4L * width, 4L * width));
        private final Conv2d stem = add(new Conv2d("conv_in", channels, width, 3));
        private final List<Level> down = new ArrayList<>();
        private final DdpmResidual middle1;
        private final UnaryLayer middleAttention;
        private final DdpmResidual middle2;

        Body() {
            super("");
            int last = levels() - 1;
            int deepest = channelsAt(last);
            for (int level = 0; level <= last; level++) down.add(add(new Level(level)));
            middle1 = add(new DdpmResidual("mid.block_1", deepest, deepest, DdpmTrunk.this));
            middleAttention = add(new DdpmAttention("mid.attn_1", deepest, resolution >> last, DdpmTrunk.this));
            middle2 = add(new DdpmResidual("mid.block_2", deepest, deepest, DdpmTrunk.this));
        }

        <T> Reached<T> of(Ops<T> o, Params<T> p, T x, T time) {
            T e = o.silu(dense0.of(o, p, variant.features(o, width, time)));
            e = o.silu(dense1.of(o, p, e));
            List<T> skips = new ArrayList<>();
            T h = o.channelsLast(stem.of(o, p, x), width);
            skips.add(h);
            for (Level level : down) h = level.of(o, p, h, e, skips);
            h = middle1.of(o, p, h, e);
            h = middleAttention.of(o, p, h);
            return new Reached<>(e, skips, middle2.of(o, p, h, e));
        }
    }

    private final class Level extends Block {

        private final List<DdpmResidual> residuals = new ArrayList<>();
        private final List<UnaryLayer> attentions = new ArrayList<>();
        private final Conv2d halve; // null at the last level

        Level(int level) {
            super("down." + level);
            int out = channelsAt(level);
            int in = level == 0 ? width : channelsAt(level - 1);
            for (int b = 0; b < blocks; b++) {
                residuals.add(add(new DdpmResidual("block." + b, b == 0 ? in : out, out, DdpmTrunk.this)));
            }
            for (int b = 0; b < blocks; b++) attentions.add(add(attention("attn." + b, level)));
            halve = level + 1 < levels()
                    ? add(new Conv2d("downsample.conv", out, out, 3).strided(2, variant.symmetricPadding() ? 1 : 0))
                    : null;
        }

        <T> T of(Ops<T> o, Params<T> outer, T x, T e, List<T> skips) {
            Params<T> p = own(outer);
            T h = x;
            for (int b = 0; b < blocks; b++) {
                h = attentions.get(b).of(o, p, residuals.get(b).of(o, p, h, e));
                skips.add(h);
            }
            if (halve == null) return h;
            // zeros in one row and column at the bottom and right, as the original code pads
            h = halve.of(o, p, variant.symmetricPadding() ? h : o.pad(h, 0, 1));
            skips.add(h);
            return h;
        }
    }
}
