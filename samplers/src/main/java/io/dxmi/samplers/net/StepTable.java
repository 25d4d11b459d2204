package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A learned row of features for each whole time 0 .. steps - 1.
 *
 * @param steps number of rows
 */
public record StepTable(int steps) implements TimeEmbedding {

    @Override
    public List<Parameter> parameters(String name, int width) {
        return List.of(Parameter.normal(name + ".weight", 1, steps, width));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T time) {
        return o.rows(p.get("weight"), o.toInt(time));
    }
}
