package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;

/**
 * A residual block of {@link SongUnet}, with attention behind it where it has one. In DDPM++ and NCSN++ sums are divided by sqrt 2 and
 * attention has one head; in ADM, time and class also scale the features, and a head has at least 64 channels.
 */
final class SongBlock extends Block {

    private static final int ADM_HEAD = 64;

    private final int in;
    private final int out;
    private final int side;
    private final Resize resize;
    private final SongUnet.Family family;
    private final GroupNorm norm0;
    private final Conv2d conv0;
    private final Linear affine;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final UnaryLayer skip;
    private final int heads;
    private final UnaryLayer norm2;
    private final UnaryLayer qkv;
    private final UnaryLayer proj;

    /**
     * Declares the layers.
     *
     * @param side of the result
     * @param attends whether attention follows; in ADM, only if there are channels for a head
     * @throws IllegalArgumentException if the heads do not divide the channels
     */
    SongBlock(
            String name,
            int in,
            int out,
            int embedding,
            int side,
            Resize resize,
            SongUnet.Family family,
            boolean attends) {
        super(name);
        this.in = in;
        this.out = out;
        this.side = side;
        this.resize = resize;
        this.family = family;
        boolean adm = family == SongUnet.Family.ADM;
        heads = !attends ? 0 : adm ? out / ADM_HEAD : 1;
        if (heads > 0 && out % heads != 0) {
            throw new IllegalArgumentException(
                    heads + " attention heads do not divide the " + out + " channels of " + name);
        }
        norm0 = add(norm("norm0", in, family));
        conv0 = add(new Conv2d("conv0", in, out, 3));
        affine = add(new Linear("affine", embedding, adm ? 2L * out : out));
        norm1 = add(norm("norm1", out, family));
        conv1 = add(new Conv2d("conv1", out, out, 3).zero());
        skip = addIf(in != out || (resize != Resize.NONE && !adm), new Conv2d("skip", in, out, 1));
        norm2 = addIf(heads > 0, norm("norm2", out, family));
        qkv = addIf(heads > 0, new Conv2d("qkv", out, 3L * out, 1));
        proj = addIf(heads > 0, new Conv2d("proj", out, out, 1).zero());
    }

    static GroupNorm norm(String name, int channels, SongUnet.Family family) {
        double eps = family == SongUnet.Family.ADM ? 1e-5 : 1e-6;
        return new GroupNorm(name, channels, Math.max(1, Math.min(32, channels / 4)), eps);
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
        return family == SongUnet.Family.NCSNPP ? resize.filtered(o, x) : resize.of(o, x);
    }

    /** x (B, in, H, W), activated features of time and class (B, embedding) to (B, out, side, side). */
    <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
        Params<T> p = own(outer);
        T h = conv0.of(o, p, resized(o, o.silu(norm0.of(o, p, x))));
        h = conv1.of(o, p, o.silu(conditioned(o, p, h, affine.of(o, p, e))));
        boolean rescaled = family != SongUnet.Family.ADM;
        h = NcsnppGenerator.sum(o, h, skip.of(o, p, resized(o, x)), rescaled);
        return heads > 0 ? NcsnppGenerator.sum(o, attention(o, p, h), h, rescaled) : h;
    }

    private <T> T conditioned(Ops<T> o, Params<T> p, T h, T features) {
        if (family != SongUnet.Family.ADM) return norm1.of(o, p, o.add(h, o.reshape(features, -1, out, 1, 1)));
        T scale = o.reshape(o.slice(features, 1, 0, out), -1, out, 1, 1);
        T shift = o.reshape(o.slice(features, 1, out, 2L * out), -1, out, 1, 1);
        return o.add(o.mul(norm1.of(o, p, h), o.addScalar(scale, 1)), shift);
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
        return o.transpose(o.reshape(one, -1, heads, (long) out / heads, (long) side * side), 2, 3);
    }
}
