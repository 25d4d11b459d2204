package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Learned;
import io.dxmi.samplers.net.layer.UnaryLayer;

/**
 * One head of attention over all pixels of x (B, channels, side, side), added to x. The weights of its linear layers are
 * (in, out).
 */
final class NcsnppAttention extends Block implements UnaryLayer {

    private final int channels;
    private final int side;
    private final boolean rescaled;
    private final GroupNorm norm;
    private final Mix q;
    private final Mix k;
    private final Mix v;
    private final Mix out;

    NcsnppAttention(String name, int channels, int side, boolean rescaled) {
        super(name);
        this.channels = channels;
        this.side = side;
        this.rescaled = rescaled;
        norm = add(NcsnppGenerator.norm("GroupNorm_0", channels));
        q = add(new Mix("NIN_0", Parameter.uniform("W", channels, channels, channels)));
        k = add(new Mix("NIN_1", Parameter.uniform("W", channels, channels, channels)));
        v = add(new Mix("NIN_2", Parameter.uniform("W", channels, channels, channels)));
        out = add(new Mix("NIN_3", Parameter.constant("W", 0, channels, channels)));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> outer, T x) {
        Params<T> p = own(outer);
        T h = norm.of(o, p, x);
        T tokens = o.transpose(o.reshape(h, -1, 1, channels, (long) side * side), 2, 3);
        T seen = o.attention(q.of(o, p, tokens), k.of(o, p, tokens), v.of(o, p, tokens));
        T image = o.transpose(out.of(o, p, seen), 2, 3);
        return NcsnppGenerator.sum(o, x, o.reshape(image, -1, channels, side, side), rescaled);
    }

    private static final class Mix extends Block implements UnaryLayer {

        private final Learned weight;
        private final Learned bias;

        Mix(String name, Parameter w) {
            super(name);
            weight = add(new Learned(w));
            bias = add(new Learned(Parameter.constant("b", 0, w.shape()[1])));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> outer, T tokens) {
            Params<T> p = own(outer);
            return o.add(o.linear(tokens, o.transpose(weight.of(p), 0, 1)), bias.of(p));
        }
    }
}
