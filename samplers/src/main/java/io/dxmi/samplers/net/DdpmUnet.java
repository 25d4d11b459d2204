package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * The DDPM U-Net (Ho et al., 2020) under the parameter names of its PyTorch port that FastDPM and DxMI start from: x (B,
 * channels, R, R), time (B) to (B, out, R, R).
 *
 * @param out channels of the result
 * @param dropout share of features that each residual block drops in {@link #training}, and only there
 */
public record DdpmUnet(DdpmTrunk trunk, int out, double dropout) implements TimeNetwork {

    /** A network without dropout. */
    public DdpmUnet(DdpmTrunk trunk, int out) {
        this(trunk, out, 0);
    }

    /** The CIFAR-10 network: 35.7 million parameters. */
    public static DdpmUnet cifar10() {
        return new DdpmUnet(new DdpmTrunk(3, 32, 128, List.of(1, 2, 2, 2), 2, List.of(16), DdpmTrunk.GROUPS), 3);
    }

    @Override
    public StepNetwork training() {
        return new DdpmUnet(trunk.withDropout(dropout), out, 0);
    }

    private final class Layers extends Block {

        final DdpmTrunk.Body body = add(trunk.new Body());
        final List<Level> up = new ArrayList<>();
        final GroupNorm norm;
        final Conv2d last;

        Layers() {
            super("");
            for (int level = 0; level < trunk.levels(); level++) up.add(add(new Level(level)));
            norm = add(trunk.norm("norm_out", trunk.channelsAt(0)));
            last = add(new Conv2d("conv_out", trunk.channelsAt(0), out, 3).zero());
        }
    }

    private final class Level extends Block {

        private final List<DdpmResidual> residuals = new ArrayList<>();
        private final List<UnaryLayer> attentions = new ArrayList<>();
        private final Conv2d enlarge; // null at the finest level

        Level(int level) {
            super("up." + level);
            int width = trunk.channelsAt(level);
            for (int b = 0; b <= trunk.blocks(); b++) {
                int in = before(level, b) + skip(level, b);
                residuals.add(add(new DdpmResidual("block." + b, in, width, trunk)));
            }
            for (int b = 0; b <= trunk.blocks(); b++) attentions.add(add(trunk.attention("attn." + b, level)));
            enlarge = level > 0 ? add(new Conv2d("upsample.conv", width, width, 3)) : null;
        }

        <T> T of(Ops<T> o, Params<T> outer, T x, T e, List<T> skips) {
            Params<T> p = own(outer);
            T h = x;
            for (int b = 0; b <= trunk.blocks(); b++) {
                T joined = o.concat(List.of(h, skips.remove(skips.size() - 1)), 1);
                h = attentions.get(b).of(o, p, residuals.get(b).of(o, p, joined, e));
            }
            return enlarge == null ? h : enlarge.ofUpsampled(o, p, h);
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    /** Channels that block b of an upper level gets from the block before it. */
    private int before(int level, int b) {
        boolean deepest = level == trunk.levels() - 1;
        return trunk.channelsAt(b > 0 || deepest ? level : level + 1);
    }

    /** Channels of the skip connection that block b of an upper level pops. */
    private int skip(int level, int b) {
        if (b < trunk.blocks()) return trunk.channelsAt(level);
        return level == 0 ? trunk.width() : trunk.channelsAt(level - 1);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        DdpmTrunk.Reached<T> reached = layers.body.of(o, p, x, time);
        T h = reached.middle();
        for (int level = trunk.levels() - 1; level >= 0; level--) {
            h = layers.up.get(level).of(o, p, h, reached.embedding(), reached.skips());
        }
        return layers.last.of(o, p, o.silu(layers.norm.of(o, p, h)));
    }
}
