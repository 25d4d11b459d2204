package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of the DDPM U-Net (Ho et al., 2020, appendix B), initialised as there: the last convolution of every residual
 * path is zero at first.
 *
 * @param groups of the group normalisations
 * @param embedding width of the time features
 * @param dropout share of features that each residual block drops before its last convolution
 */
record DdpmBlocks(int groups, int embedding, double dropout) {

    private static final double EPS = 1e-6;

    List<Parameter> residual(String name, int in, int out) {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.norm(name + ".norm1", in));
        list.addAll(Parameter.conv(name + ".conv1", in, out, 3));
        list.addAll(Parameter.linear(name + ".temb_proj", embedding, out));
        list.addAll(Parameter.norm(name + ".norm2", out));
        list.addAll(zeroConv(name + ".conv2", out, out, 3));
        if (in != out) list.addAll(Parameter.conv(name + ".nin_shortcut", in, out, 1));
        return list;
    }

    /** x (B, in, H, W) and activated time features (B, embedding) to (B, out, H, W). */
    <T> T residual(Ops<T> o, Params<T> p, T x, T e, int in, int out) {
        T h = conv(o, p.in("conv1"), o.silu(norm(o, p.in("norm1"), x)), in, out, 3, 1, 1);
        T shift = o.linear(e, p.get("temb_proj.weight"), p.get("temb_proj.bias"));
        h = o.addOver(h, o.reshape(shift, -1, out, 1, 1));
        h = o.silu(norm(o, p.in("norm2"), h));
        h = conv(o, p.in("conv2"), dropout > 0 ? o.dropout(h, dropout) : h, out, out, 3, 1, 1);
        return o.addOver(h, in == out ? x : conv(o, p.in("nin_shortcut"), x, in, out, 1, 1, 0));
    }

    List<Parameter> attention(String name, int channels) {
        List<Parameter> list = new ArrayList<>(Parameter.norm(name + ".norm", channels));
        for (String part : List.of(".q", ".k", ".v")) list.addAll(Parameter.conv(name + part, channels, channels, 1));
        list.addAll(zeroConv(name + ".proj_out", channels, channels, 1));
        return list;
    }

    /**
     * One head over all pixels of x (B, channels, side, side), added to x. With a single head two of the four projections
     * of all pixels become two products of their matrices, which is less work from as many pixels in the batch as channels
     * on: the pixels themselves serve as keys of queries that went through the keys' projection as well, and as the
     * attention weights sum to 1, the last projection may be taken together with that of the values. The keys' bias adds
     * the same to every score of a query and so does nothing.
     */
    <T> T attention(Ops<T> o, Params<T> p, T x, int channels, int side) {
        T h = norm(o, p.in("norm"), x);
        T keys = o.transpose(matrix(o, p.in("k"), channels), 0, 1);
        T query = o.linear(keys, o.transpose(matrix(o, p.in("q"), channels), 0, 1));
        T queryBias = o.linear(o.reshape(p.get("q.bias"), 1, channels), keys);
        T out = matrix(o, p.in("proj_out"), channels);
        T value = o.linear(out, o.transpose(matrix(o, p.in("v"), channels), 0, 1));
        T valueBias = o.linear(o.reshape(p.get("v.bias"), 1, channels), out, p.get("proj_out.bias"));
        T seen = o.attention(
                tokens(o, projected(o, h, query, queryBias, channels), channels, side),
                tokens(o, h, channels, side),
                tokens(o, projected(o, h, value, valueBias, channels), channels, side));
        return o.add(x, o.reshape(o.transpose(seen, 2, 3), -1, channels, side, side));
    }

    private static <T> T matrix(Ops<T> o, Params<T> p, int channels) {
        return o.reshape(p.get("weight"), channels, channels);
    }

    private static <T> T projected(Ops<T> o, T x, T matrix, T bias, int channels) {
        long[] shape = {channels, channels, 1, 1};
        return o.conv2d(x, o.reshape(matrix, shape), o.reshape(bias, channels), shape, 1, 0);
    }

    private static <T> T tokens(Ops<T> o, T x, int channels, long side) {
        return o.transpose(o.reshape(x, -1, 1, channels, side * side), 2, 3);
    }

    <T> T norm(Ops<T> o, Params<T> p, T x) {
        return o.groupNorm(x, p.get("weight"), p.get("bias"), groups, EPS);
    }

    static <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out, long k, int stride, int padding) {
        return o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, k, k}, stride, padding);
    }

    static List<Parameter> zeroConv(String name, long in, long out, long k) {
        return List.of(
                Parameter.constant(name + ".weight", 0, out, in, k, k), Parameter.constant(name + ".bias", 0, out));
    }
}
