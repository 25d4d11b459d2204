package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected network with SiLU: x (B, in) to (B, out).
 *
 * @param input what the first layer sees of x
 * @param depth number of hidden layers
 */
public record Mlp(FourierFeatures input, int width, int depth, int out) implements Network {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>(input.parameters("input"));
        for (int i = 1; i <= depth + 1; i++) {
            list.addAll(Parameter.linear("fc" + i, i == 1 ? input.width() : width, i == depth + 1 ? out : width));
        }
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T h = input.of(o, p.in("input"), x);
        for (int i = 1; i <= depth + 1; i++) {
            Params<T> layer = p.in("fc" + i);
            h = o.linear(h, layer.get("weight"), layer.get("bias"));
            if (i <= depth) h = o.silu(h);
        }
        return h;
    }
}
