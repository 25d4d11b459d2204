package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;

/** A residual block of {@link SongUnet}, with attention of one head behind it where it has one; sums are divided by sqrt 2. */
final class SongBlock extends Block {

    private static final double EPS = 1e-6;

    private final int in;
    private final int out;
    private final int side;
    private final Resize resize;
    private final boolean filtered;
    private final GroupNorm norm0;
    private final Conv2d conv0;
    private final Linear affine;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final UnaryLayer skip;
    private final boolean attends;
    private final UnaryLayer norm2;
    private final UnaryLayer qkv;
    private final UnaryLayer proj;

    /**
     * Declares the layers.
     *
     * @param side of the result
     * @param filtered whether the resolution changes through the filter (1, 3, 3, 1)
     */
    SongBlock(String name, int in, int out, int embedding, int side, Resize resize, boolean filtered, boolean attends) {
        super(name);
        this.in = in;
        this.out = out;
        this.side = side;
        this.resize = resize;
        this.filtered = filtered;
        this.attends = attends;
        norm0 = add(norm("norm0", in));
        conv0 = add(new Conv2d("conv0", in, out, 3));
        affine = add(new Linear("affine", embedding, out));
        norm1 = add(norm("norm1", out));
        conv1 = add(new Conv2d("conv1", out, out, 3).zero());
        skip = addIf(in != out || resize != Resize.NONE, new Conv2d("skip", in, out, 1));
        norm2 = addIf(attends, norm("norm2", out));
        qkv = addIf(attends, new Conv2d("qkv", out, 3L * out, 1));
        proj = addIf(attends, new Conv2d("proj", out, out, 1).zero());
    }

    static GroupNorm norm(String name, int channels) {
        return new GroupNorm(name, channels, Math.max(1, Math.min(32, channels / 4)), EPS);
    }

    /** Channels that it reads. */
    int in() {
        return in;
    }

    /** Channels that it makes. */
    int out() {
        return out;
    }

    private <T> T resized(Ops<T> o, T x) {
        return filtered ? resize.filtered(o, x) : resize.of(o, x);
    }

    /** x (B, in, H, W), activated features of time and class (B, embedding) to (B, out, side, side). */
    <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
        Params<T> p = own(outer);
        T h = conv0.of(o, p, resized(o, o.silu(norm0.of(o, p, x))));
        h = o.add(h, o.reshape(affine.of(o, p, e), -1, out, 1, 1));
        h = conv1.of(o, p, o.silu(norm1.of(o, p, h)));
        h = NcsnppGenerator.sum(o, h, skip.of(o, p, resized(o, x)), true);
        return attends ? NcsnppGenerator.sum(o, attention(o, p, h), h, true) : h;
    }

    /** Query, key and value of a channel are neighbours. */
    private <T> T attention(Ops<T> o, Params<T> p, T x) {
        long pixels = (long) side * side;
        T all = o.reshape(qkv.of(o, p, norm2.of(o, p, x)), -1, out, 3, pixels);
        T seen = o.attention(tokens(o, all, 0), tokens(o, all, 1), tokens(o, all, 2));
        return proj.of(o, p, o.reshape(o.transpose(seen, 2, 3), -1, out, side, side));
    }

    private <T> T tokens(Ops<T> o, T all, long which) {
        T one = o.slice(all, 2, which, which + 1);
        return o.transpose(o.reshape(one, -1, 1, out, (long) side * side), 2, 3);
    }
}
