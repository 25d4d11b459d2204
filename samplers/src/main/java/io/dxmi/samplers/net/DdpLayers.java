package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Learned;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.Arrays;
import java.util.List;

/** Layers of {@link DdpUnet}, under the names of its checkpoints. */
final class DdpLayers {

    /** Under the root of a norm of 0. */
    private static final double TINY = 1e-24;

    private DdpLayers() {}

    /** Every pixel at length {@code sqrt(channels)}, then a gain per channel (Zhang and Sennrich, 2019). */
    record RmsNorm(String name, int channels) implements UnaryLayer {

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant(name + ".g", 1, 1, channels, 1, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            double[] ones = new double[channels];
            Arrays.fill(ones, 1);
            long[] shape = {1, channels, 1, 1};
            T squares = o.exactly(() -> o.conv2d(o.square(x), o.reshape(o.constant(ones), shape), shape, 1, 0));
            T perLength = o.exp(o.scale(o.log(o.addScalar(squares, TINY)), -0.5));
            return o.mul(o.mul(x, perLength), o.scale(p.get(name + ".g"), Math.sqrt(channels)));
        }
    }

    /** A pixel-wise linear map without a bias. */
    record Projection(String name, int in, int out) implements UnaryLayer {

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.uniform(name + ".weight", in, out, in, 1, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            return o.conv2d(x, p.get(name + ".weight"), new long[] {out, in, 1, 1}, 1, 0);
        }
    }

    /** To half the side: a linear map of the pixels of each 2x2 window. */
    record Halve(String name, int in, int out) implements UnaryLayer {

        @Override
        public List<Parameter> parameters() {
            return new Conv2d(name, 4L * in, out, 1).parameters();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            long[] shape = {out, in, 2, 2};
            return o.conv2d(x, o.reshape(p.get(name + ".weight"), shape), p.get(name + ".bias"), shape, 2, 0);
        }
    }

    /** To twice the side: copies of pixels, then a convolution. */
    record Twice(Conv2d conv) implements UnaryLayer {

        @Override
        public List<Parameter> parameters() {
            return conv.parameters();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            return conv.ofUpsampled(o, p, x);
        }
    }

    /** A residual block, scaled and shifted by the time after its first normalisation. */
    static final class Residual extends Block {

        private static final double EPS = 1e-5;

        private final int out;
        private final Linear mlp;
        private final Conv2d conv1;
        private final UnaryLayer norm1;
        private final Conv2d conv2;
        private final UnaryLayer norm2;
        private final UnaryLayer skip;

        /** @param groups of group normalisations; 0 for {@link RmsNorm} */
        Residual(String name, int in, int out, int embedding, int groups) {
            super(name);
            this.out = out;
            mlp = add(new Linear("mlp.1", embedding, 2L * out));
            conv1 = add(new Conv2d("block1.proj", in, out, 3));
            norm1 = add(norm("block1.norm", out, groups));
            conv2 = add(new Conv2d("block2.proj", out, out, 3));
            norm2 = add(norm("block2.norm", out, groups));
            skip = addIf(in != out, new Conv2d("res_conv", in, out, 1));
        }

        private static UnaryLayer norm(String name, int channels, int groups) {
            return groups == 0 ? new RmsNorm(name, channels) : new GroupNorm(name, channels, groups, EPS);
        }

        /** x (B, in, H, W) and activated features of the time (B, embedding) to (B, out, H, W). */
        <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
            Params<T> p = own(outer);
            T features = mlp.of(o, p, e);
            T scale = o.reshape(o.slice(features, 1, 0, out), -1, out, 1, 1);
            T shift = o.reshape(o.slice(features, 1, out, 2L * out), -1, out, 1, 1);
            T h = norm1.of(o, p, conv1.of(o, p, x));
            h = o.silu(o.add(o.mul(h, o.addScalar(scale, 1)), shift));
            h = o.silu(norm2.of(o, p, conv2.of(o, p, h)));
            return o.add(h, skip.of(o, p, x));
        }
    }

    /**
     * Attention over all pixels and a few learned tokens, added to x. It is that of softmax over pairs of pixels where it is
     * full, else linear in the number of pixels (Shen et al., 2021).
     */
    static final class Attention extends Block implements UnaryLayer {

        private final int side;
        private final int heads;
        private final int head;
        private final boolean full;
        private final RmsNorm norm;
        private final Learned memory;
        private final Projection qkv;
        private final Conv2d out;
        private final UnaryLayer outNorm;

        Attention(String name, int channels, int side, boolean full, DdpUnet net) {
            super(name);
            this.side = side;
            this.heads = net.heads();
            this.head = net.head();
            this.full = full;
            norm = add(new RmsNorm("norm", channels));
            long[] tokens =
                    full ? new long[] {2, heads, net.memory(), head} : new long[] {2, heads, head, net.memory()};
            memory = add(new Learned(Parameter.normal("mem_kv", 1, tokens)));
            qkv = add(new Projection("to_qkv", channels, 3 * heads * head));
            out = add(new Conv2d(full ? "to_out" : "to_out.0", (long) heads * head, channels, 1));
            outNorm = addIf(!full, new RmsNorm("to_out.1", channels));
        }

        /** x (B, channels, side, side) to the same shape. */
        @Override
        public <T> T of(Ops<T> o, Params<T> outer, T x) {
            Params<T> p = own(outer);
            T all = qkv.of(o, p, norm.of(o, p, x));
            T none = o.perSample(o.scale(o.meanPerSample(x), 0), 4);
            T q = rows(o, all, 0);
            T k = o.concat(List.of(token(o, p, none, 0), rows(o, all, 1)), 2);
            T v = o.concat(List.of(token(o, p, none, 1), rows(o, all, 2)), 2);
            T seen = full ? o.attention(q, k, v) : linear(o, q, k, v);
            T image = o.reshape(o.transpose(seen, 2, 3), -1, (long) heads * head, side, side);
            return o.add(outNorm.of(o, p, out.of(o, p, image)), x);
        }

        /** Learned keys (0) or values (1) of every sample: (B, heads, tokens, head). */
        private <T> T token(Ops<T> o, Params<T> p, T none, int which) {
            T tokens = o.slice(memory.of(p), 0, which, which + 1L);
            return o.add(full ? tokens : o.transpose(tokens, 2, 3), none);
        }

        /** Queries, keys or values, (B, heads, pixels, head). */
        private <T> T rows(Ops<T> o, T all, long which) {
            long width = (long) heads * head;
            T part = o.slice(all, 1, which * width, (which + 1) * width);
            return o.transpose(o.reshape(part, -1, heads, head, (long) side * side), 2, 3);
        }

        /** {@code softmax_d(q) (softmax_n(k)^T v) / sqrt(head)}: the product of keys and values comes first. */
        private <T> T linear(Ops<T> o, T q, T k, T v) {
            T queries = o.scale(o.exp(o.logSoftmax(q)), 1 / Math.sqrt(head));
            T keys = o.exp(o.logSoftmax(o.transpose(k, 2, 3)));
            return o.matmul(queries, o.matmul(keys, v));
        }
    }
}
