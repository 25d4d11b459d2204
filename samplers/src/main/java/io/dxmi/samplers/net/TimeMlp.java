package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
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

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>(input.parameters("input"));
        for (int i = 1; i <= depth; i++) {
            list.addAll(Parameter.linear("fc" + i, i == 1 ? input.width() : width, width));
            list.addAll(embedding.parameters("time" + i, width));
        }
        list.addAll(Parameter.linear("out", width, out));
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        T h = input.of(o, p.in("input"), x);
        T shared = embedding.shared(o, time);
        for (int i = 1; i <= depth; i++) {
            Params<T> layer = p.in("fc" + i);
            T before = o.linear(h, layer.get("weight"), layer.get("bias"));
            T after = o.silu(o.add(before, embedding.of(o, p.in("time" + i), shared)));
            h = i == 1 ? after : o.add(h, after);
        }
        Params<T> last = p.in("out");
        return o.linear(h, last.get("weight"), last.get("bias"));
    }
}
