package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Layer;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/** One layer of {@link AdmUnet}, at its place in the checkpoint's lists. */
sealed interface AdmPart extends Layer {

    /** As in the published code, whatever the number of channels. */
    int GROUPS = 32;

    double EPS = 1e-5;

    /** x (B, in, H, W) and activated features of time and class (B, embedding) to (B, out, H', W'). */
    <T> T of(Ops<T> o, Params<T> p, T x, T e);

    static GroupNorm norm(String name, int channels) {
        return new GroupNorm(name, channels, GROUPS, EPS);
    }

    /** A 3x3 convolution: the stem, or what changes the resolution between levels of plain networks. */
    record Conv(Conv2d conv, Resize resize) implements AdmPart {
        @Override
        public List<Parameter> parameters() {
            return conv.parameters();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e) {
            return resize == Resize.HALVE ? conv.strided(2, 1).of(o, p, x) : resize.of(o, p, x, conv);
        }
    }

    /** A residual block. */
    final class Residual extends Block implements AdmPart {

        private final int out;
        private final boolean scales;
        private final Resize resize;
        private final GroupNorm norm1;
        private final Conv2d conv1;
        private final Linear embedded;
        private final GroupNorm norm2;
        private final Conv2d conv2;
        private final UnaryLayer skip;

        /**
         * Declares the layers.
         *
         * @param embedding width of the features of time and class
         * @param scales whether the features scale the second normalisation's result besides shifting it
         * @param resize inside the block, on both paths
         */
        Residual(String name, int in, int out, int embedding, boolean scales, Resize resize) {
            super(name);
            this.out = out;
            this.scales = scales;
            this.resize = resize;
            norm1 = add(norm("in_layers.0", in));
            conv1 = add(new Conv2d("in_layers.2", in, out, 3));
            embedded = add(new Linear("emb_layers.1", embedding, scales ? 2L * out : out));
            norm2 = add(norm("out_layers.0", out));
            conv2 = add(new Conv2d("out_layers.3", out, out, 3).zero());
            skip = addIf(in != out, new Conv2d("skip_connection", in, out, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
            Params<T> p = own(outer);
            T h = resize.of(o, p, o.silu(norm1.of(o, p, x)), conv1);
            T features = embedded.of(o, p, e);
            if (scales) {
                T scale = o.reshape(o.slice(features, 1, 0, out), -1, out, 1, 1);
                T shift = o.reshape(o.slice(features, 1, out, 2L * out), -1, out, 1, 1);
                h = o.add(o.mul(norm2.of(o, p, h), o.addScalar(scale, 1)), shift);
            } else {
                h = norm2.of(o, p, o.addInPlace(h, o.reshape(features, -1, out, 1, 1)));
            }
            h = conv2.of(o, p, o.silu(h));
            return o.addInPlace(h, skip.of(o, p, resize.of(o, x)));
        }
    }

    /**
     * Attention over all pixels, added to x. The channels of {@code qkv} are all queries, then all keys, then all values,
     * each head by head; or for each head its queries, keys and values.
     */
    final class Attention extends Block implements AdmPart {

        private final int channels;
        private final int side;
        private final int head;
        private final boolean headsFirst;
        private final GroupNorm norm;
        private final Conv2d qkv;
        private final Conv2d out;

        /**
         * Declares the layers.
         *
         * @param side of x
         * @param head channels of one head
         * @throws IllegalArgumentException if it does not divide {@code channels}
         */
        Attention(String name, int channels, int side, int head, boolean headsFirst) {
            super(name);
            if (channels % head != 0) {
                throw new IllegalArgumentException("an attention head of " + head + " channels does not divide the "
                        + channels + " channels of " + name);
            }
            this.channels = channels;
            this.side = side;
            this.head = head;
            this.headsFirst = headsFirst;
            norm = add(norm("norm", channels));
            qkv = add(new Conv2d("qkv", channels, 3L * channels, 1));
            out = add(new Conv2d("proj_out", channels, channels, 1).zero());
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
            Params<T> p = own(outer);
            T all = qkv.of(o, p, norm.of(o, p, x));
            T seen = o.attention(heads(o, all, 0), heads(o, all, 1), heads(o, all, 2));
            T image = o.reshape(o.transpose(seen, 2, 3), -1, channels, side, side);
            return o.addInPlace(out.of(o, p, image), x);
        }

        private <T> T heads(Ops<T> o, T all, long which) {
            if (headsFirst) {
                T byHead = o.reshape(all, -1, channels / head, 3L * head, (long) side * side);
                return o.transpose(o.slice(byHead, 2, which * head, (which + 1) * head), 2, 3);
            }
            T part = o.slice(all, 1, which * channels, (which + 1) * channels);
            return o.transpose(o.reshape(part, -1, channels / head, head, (long) side * side), 2, 3);
        }
    }
}
