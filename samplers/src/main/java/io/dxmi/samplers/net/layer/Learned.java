package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** One parameter by itself, such as a bias. */
public record Learned(Parameter parameter) implements Layer {

    @Override
    public List<Parameter> parameters() {
        return List.of(parameter);
    }

    public <T> T of(Params<T> p) {
        return p.get(parameter.name());
    }
}
