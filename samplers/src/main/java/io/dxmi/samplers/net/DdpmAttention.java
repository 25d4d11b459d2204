package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.UnaryLayer;

/** Attention over all pixels of the DDPM U-Net (Ho et al., 2020), added to x; at first it adds zero. */
final class DdpmAttention extends Block implements UnaryLayer {

    private final int channels;
    private final int side;
    private final int heads;
    private final GroupNorm norm;
    private final Conv2d q;
    private final Conv2d k;
    private final Conv2d v;
    private final Conv2d out;

    DdpmAttention(String name, int channels, int side, DdpmTrunk trunk) {
        super(name);
        this.channels = channels;
        this.side = side;
        heads = trunk.variant().heads(channels);
        norm = add(trunk.norm("norm", channels));
        q = add(new Conv2d("q", channels, channels, 1));
        k = add(new Conv2d("k", channels, channels, 1));
        v = add(new Conv2d("v", channels, channels, 1));
        out = add(new Conv2d("proj_out", channels, channels, 1).zero());
    }

    /** x (B, channels, side, side) to the same shape. */
    @Override
    public <T> T of(Ops<T> o, Params<T> outer, T x) {
        Params<T> p = own(outer);
        T h = norm.of(o, p, x);
        return o.add(x, heads == 1 ? single(o, p, h) : several(o, p, h));
    }

    private <T> T several(Ops<T> o, Params<T> p, T h) {
        T seen = o.attention(heads(o, q.of(o, p, h)), heads(o, k.of(o, p, h)), heads(o, v.of(o, p, h)));
        return out.of(o, p, o.reshape(o.transpose(seen, 2, 3), -1, channels, side, side));
    }

    private <T> T heads(Ops<T> o, T x) {
        return o.transpose(o.reshape(x, -1, heads, channels / heads, (long) side * side), 2, 3);
    }

    /**
     * With a single head two of the four projections
     * of all pixels become two products of their matrices, which is less work from as many pixels in the batch as channels
     * on: the pixels themselves serve as keys of queries that went through the keys' projection as well, and as the
     * attention weights sum to 1, the last projection may be taken together with that of the values. The keys' bias adds
     * the same to every score of a query and so does nothing.
     */
    private <T> T single(Ops<T> o, Params<T> p, T h) {
        T keys = o.transpose(matrix(o, p, k), 0, 1);
        T query = o.exactly(() -> o.linear(keys, o.transpose(matrix(o, p, q), 0, 1)));
        T queryBias = o.exactly(() -> o.linear(o.reshape(q.bias(p), 1, channels), keys));
        T last = matrix(o, p, out);
        T value = o.exactly(() -> o.linear(last, o.transpose(matrix(o, p, v), 0, 1)));
        T valueBias = o.exactly(() -> o.linear(o.reshape(v.bias(p), 1, channels), last, out.bias(p)));
        T seen = o.attention(
                tokens(o, projected(o, h, query, queryBias)),
                tokens(o, h),
                tokens(o, projected(o, h, value, valueBias)));
        return o.reshape(o.transpose(seen, 2, 3), -1, channels, side, side);
    }

    private <T> T matrix(Ops<T> o, Params<T> p, Conv2d conv) {
        return o.reshape(conv.weight(p), channels, channels);
    }

    private <T> T projected(Ops<T> o, T x, T matrix, T bias) {
        long[] shape = {channels, channels, 1, 1};
        return o.conv2d(x, o.reshape(matrix, shape), o.reshape(bias, channels), shape, 1, 0);
    }

    private <T> T tokens(Ops<T> o, T x) {
        return o.transpose(o.reshape(x, -1, 1, channels, (long) side * side), 2, 3);
    }
}
