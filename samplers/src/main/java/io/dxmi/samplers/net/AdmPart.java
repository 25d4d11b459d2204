package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/** One layer of {@link AdmUnet}, at its place in the checkpoint's lists. */
sealed interface AdmPart {

    /** As in the published code, whatever the number of channels. */
    int GROUPS = 32;

    double EPS = 1e-5;

    List<Parameter> parameters(String name);

    /** x (B, in, H, W) and activated features of time and class (B, embedding) to (B, out, H', W'). */
    <T> T of(Ops<T> o, Params<T> p, T x, T e);

    static <T> T norm(Ops<T> o, Params<T> p, T x) {
        return o.groupNorm(x, p.get("weight"), p.get("bias"), GROUPS, EPS);
    }

    static <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out, long k, int stride) {
        return o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, k, k}, stride, (int) k / 2);
    }

    /** A change of resolution without parameters. */
    enum Resize {
        NONE,
        HALVE,
        DOUBLE;

        <T> T of(Ops<T> o, T x) {
            return switch (this) {
                case NONE -> x;
                case HALVE -> o.avgPool2(x);
                case DOUBLE -> o.upsample2(x);
            };
        }

        /** A 3x3 convolution of {@link #of}. */
        <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out) {
            return this == DOUBLE
                    ? o.upsampleConv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, 3, 3})
                    : AdmPart.conv(o, p, of(o, x), in, out, 3, 1);
        }
    }

    /** A 3x3 convolution: the stem, or what changes the resolution between levels of plain networks. */
    record Conv(String module, int in, int out, Resize resize) implements AdmPart {
        @Override
        public List<Parameter> parameters(String name) {
            return Parameter.conv(name + module, in, out, 3);
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e) {
            Params<T> own = module.isEmpty() ? p : p.in(module.substring(1));
            return resize == Resize.HALVE ? conv(o, own, x, in, out, 3, 2) : resize.conv(o, own, x, in, out);
        }
    }

    /**
     * A residual block.
     *
     * @param embedding width of the features of time and class
     * @param scales whether the features scale the second normalisation's result besides shifting it
     * @param resize inside the block, on both paths
     */
    record Residual(int in, int out, int embedding, boolean scales, Resize resize) implements AdmPart {
        @Override
        public List<Parameter> parameters(String name) {
            List<Parameter> list = new ArrayList<>();
            list.addAll(Parameter.norm(name + ".in_layers.0", in));
            list.addAll(Parameter.conv(name + ".in_layers.2", in, out, 3));
            list.addAll(Parameter.linear(name + ".emb_layers.1", embedding, scales ? 2L * out : out));
            list.addAll(Parameter.norm(name + ".out_layers.0", out));
            list.addAll(DdpmBlocks.zeroConv(name + ".out_layers.3", out, out, 3));
            if (in != out) list.addAll(Parameter.conv(name + ".skip_connection", in, out, 1));
            return list;
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e) {
            T h = resize.conv(o, p.in("in_layers.2"), o.silu(norm(o, p.in("in_layers.0"), x)), in, out);
            T features = o.linear(e, p.get("emb_layers.1.weight"), p.get("emb_layers.1.bias"));
            if (scales) {
                T scale = o.reshape(o.slice(features, 1, 0, out), -1, out, 1, 1);
                T shift = o.reshape(o.slice(features, 1, out, 2L * out), -1, out, 1, 1);
                h = o.add(o.mul(norm(o, p.in("out_layers.0"), h), o.shift(scale, 1)), shift);
            } else {
                h = norm(o, p.in("out_layers.0"), o.addOver(h, o.reshape(features, -1, out, 1, 1)));
            }
            h = conv(o, p.in("out_layers.3"), o.silu(h), out, out, 3, 1);
            T skip = resize.of(o, x);
            return o.addOver(h, in == out ? skip : conv(o, p.in("skip_connection"), skip, in, out, 1, 1));
        }
    }

    /**
     * Attention over all pixels, added to x. The channels of {@code qkv} are all queries, then all keys, then all values,
     * each head by head.
     *
     * @param side of x
     * @param head channels of one head
     */
    record Attention(int channels, int side, int head) implements AdmPart {
        @Override
        public List<Parameter> parameters(String name) {
            List<Parameter> list = new ArrayList<>(Parameter.norm(name + ".norm", channels));
            list.addAll(Parameter.conv(name + ".qkv", channels, 3L * channels, 1));
            list.addAll(DdpmBlocks.zeroConv(name + ".proj_out", channels, channels, 1));
            return list;
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e) {
            T qkv = conv(o, p.in("qkv"), norm(o, p.in("norm"), x), channels, 3L * channels, 1, 1);
            T seen = o.attention(heads(o, qkv, 0), heads(o, qkv, 1), heads(o, qkv, 2));
            T image = o.reshape(o.transpose(seen, 2, 3), -1, channels, side, side);
            return o.addOver(conv(o, p.in("proj_out"), image, channels, channels, 1, 1), x);
        }

        private <T> T heads(Ops<T> o, T qkv, long which) {
            T part = o.slice(qkv, 1, which * channels, (which + 1) * channels);
            return o.transpose(o.reshape(part, -1, channels / head, head, (long) side * side), 2, 3);
        }
    }
}
