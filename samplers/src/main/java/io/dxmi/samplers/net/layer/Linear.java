package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * {@code x w^T + b}: x (B, in) to (B, out). A single output is an energy or a value, and float32 under every precision.
 *
 * @param parameters weight (out, in), bias (out)
 */
public record Linear(String name, List<Parameter> parameters) implements UnaryLayer {

    /** First values are uniform, as PyTorch's are. */
    public Linear(String name, long in, long out) {
        this(
                name,
                List.of(Parameter.uniform(name + ".weight", in, out, in), Parameter.uniform(name + ".bias", in, out)));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T weight = p.get(name + ".weight");
        T bias = p.get(name + ".bias");
        return parameters.get(0).shape()[0] == 1
                ? o.exactly(() -> o.linear(x, weight, bias))
                : o.linear(x, weight, bias);
    }
}
