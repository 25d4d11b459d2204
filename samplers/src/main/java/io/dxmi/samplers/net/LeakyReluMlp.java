package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected network with leaky ReLU (slope 0.2): x (B, in) to (B, out), piecewise linear. Weights begin as He et al.
 * (2015) propose, those of the last layer at half of 1 / sqrt(width); biases begin with standard deviation 0.3, so that kinks lie
 * all over data of unit scale. As a step network it reads no time.
 *
 * @param depth number of hidden layers, at least 1
 */
public record LeakyReluMlp(int in, int width, int depth, int out) implements Network, StepNetwork {

    private static final double SLOPE = 0.2;

    private static final double BIAS_SD = 0.3;

    private final class Layers extends Block {

        final List<Linear> linear = new ArrayList<>();

        Layers() {
            super("");
            for (int i = 1; i <= depth; i++) linear.add(add(hidden("fc" + i, i == 1 ? in : width)));
            linear.add(add(new Linear(
                    "out",
                    List.of(
                            Parameter.normal("out.weight", 0.5 / Math.sqrt(width), out, width),
                            Parameter.constant("out.bias", 0, out)))));
        }

        private Linear hidden(String name, int from) {
            double sd = Math.sqrt(2 / (1 + SLOPE * SLOPE) / from);
            return new Linear(
                    name,
                    List.of(
                            Parameter.normal(name + ".weight", sd, width, from),
                            Parameter.normal(name + ".bias", BIAS_SD, width)));
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        List<Linear> linear = new Layers().linear;
        T h = x;
        for (Linear layer : linear.subList(0, depth)) h = o.leakyRelu(layer.of(o, p, h), SLOPE);
        return linear.get(depth).of(o, p, h);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        return of(o, p, x);
    }
}
