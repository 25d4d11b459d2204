package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** What it is given: stands where a variant of a network has no layer. */
public record Identity() implements UnaryLayer {

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return x;
    }
}
