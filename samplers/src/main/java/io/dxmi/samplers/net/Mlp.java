package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected network with SiLU: x (B, in) to (B, out).
 *
 * @param depth number of hidden layers
 */
public record Mlp(int in, int width, int depth, int out) implements Network {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        for (int i = 1; i <= depth + 1; i++) {
            list.addAll(Parameter.linear("fc" + i, i == 1 ? in : width, i == depth + 1 ? out : width));
        }
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T h = x;
        for (int i = 1; i <= depth + 1; i++) {
            Params<T> layer = p.in("fc" + i);
            h = o.linear(h, layer.get("weight"), layer.get("bias"));
            if (i <= depth) h = o.silu(h);
        }
        return h;
    }
}
