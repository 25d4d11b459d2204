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
 * Fully connected network with SiLU: x (B, in) to (B, out).
 *
 * @param input what the first layer sees of x
 * @param depth number of hidden layers
 */
public record Mlp(FourierFeatures input, int width, int depth, int out) implements Network {

    private final class Layers extends Block {

        final UnaryLayer features = add(input.layer("input"));
        final List<Linear> linear = new ArrayList<>();

        Layers() {
            super("");
            for (int i = 1; i <= depth + 1; i++) {
                linear.add(add(new Linear("fc" + i, i == 1 ? input.width() : width, i == depth + 1 ? out : width)));
            }
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        Layers layers = new Layers();
        T h = layers.features.of(o, p, x);
        for (Linear linear : layers.linear.subList(0, depth)) h = o.silu(linear.of(o, p, h));
        return layers.linear.get(depth).of(o, p, h);
    }
}
