package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
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

    @Override
    public List<Parameter> parameters() {
        DdpmBlocks parts = trunk.parts();
        List<Parameter> list = new ArrayList<>(trunk.parameters());
        for (int level = 0; level < trunk.levels(); level++) {
            String name = "up." + level;
            int width = trunk.channelsAt(level);
            for (int b = 0; b <= trunk.blocks(); b++) {
                list.addAll(parts.residual(name + ".block." + b, before(level, b) + skip(level, b), width));
            }
            for (int b = 0; trunk.attendsAt(level) && b <= trunk.blocks(); b++) {
                list.addAll(parts.attention(name + ".attn." + b, width));
            }
            if (level > 0) list.addAll(Parameter.conv(name + ".upsample.conv", width, width, 3));
        }
        list.addAll(Parameter.norm("norm_out", trunk.channelsAt(0)));
        list.addAll(DdpmBlocks.zeroConv("conv_out", trunk.channelsAt(0), out, 3));
        return list;
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
        DdpmBlocks parts = trunk.parts();
        DdpmTrunk.Reached<T> reached = trunk.of(o, p, x, time);
        List<T> skips = reached.skips();
        T h = reached.middle();
        for (int level = trunk.levels() - 1; level >= 0; level--) {
            Params<T> at = p.in("up." + level);
            int width = trunk.channelsAt(level);
            for (int b = 0; b <= trunk.blocks(); b++) {
                T joined = o.concat(List.of(h, skips.remove(skips.size() - 1)), 1);
                h = parts.residual(
                        o, at.in("block." + b), joined, reached.embedding(), before(level, b) + skip(level, b), width);
                if (trunk.attendsAt(level)) {
                    h = parts.attention(o, at.in("attn." + b), h, width, trunk.resolution() >> level);
                }
            }
            if (level > 0) {
                Params<T> conv = at.in("upsample.conv");
                h = o.upsampleConv2d(h, conv.get("weight"), conv.get("bias"), new long[] {width, width, 3, 3});
            }
        }
        h = o.silu(parts.norm(o, p.in("norm_out"), h));
        return DdpmBlocks.conv(o, p.in("conv_out"), h, trunk.channelsAt(0), out, 3, 1, 1);
    }
}
