package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected network with SiLU that adds an embedding of the time before every activation, and a residual path
 * around every hidden layer after the first: x (B, in), time (B) to (B, out).
 *
 * @param input what the first layer sees of x
 * @param depth number of hidden layers
 */
public record TimeMlp(FourierFeatures input, int width, int depth, int out, TimeEmbedding embedding)
        implements TimeNetwork {

    private final class Layers extends Block {

        final UnaryLayer features = add(input.layer("input"));
        final List<Linear> hidden = new ArrayList<>();
        final List<UnaryLayer> times = new ArrayList<>();
        final Linear last;

        Layers() {
            super("");
            for (int i = 1; i <= depth; i++) {
                hidden.add(add(new Linear("fc" + i, i == 1 ? input.width() : width, width)));
                times.add(add(embedding.layer("time" + i, width)));
            }
            last = add(new Linear("out", width, out));
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        T h = layers.features.of(o, p, x);
        T shared = embedding.shared(o, time);
        for (int i = 0; i < depth; i++) {
            T before = layers.hidden.get(i).of(o, p, h);
            T after = o.silu(o.add(before, layers.times.get(i).of(o, p, shared)));
            h = i == 0 ? after : o.add(h, after);
        }
        return layers.last.of(o, p, h);
    }
}
