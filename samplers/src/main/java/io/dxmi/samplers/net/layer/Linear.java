package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * {@code x w^T + b}: x (B, in) to (B, out).
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
        return o.linear(x, p.get(name + ".weight"), p.get(name + ".bias"));
    }
}
