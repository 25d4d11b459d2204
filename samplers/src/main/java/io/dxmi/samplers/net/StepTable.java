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

    /** Small, so that the first network is nearly the same at all times; with 1 the joint game did not settle. */
    private static final double INITIAL_SD = 0.1;

    @Override
    public List<Parameter> parameters(String name, int width) {
        return List.of(Parameter.normal(name + ".weight", INITIAL_SD, steps, width));
    }

    @Override
    public <T> T shared(Ops<T> o, T time) {
        return o.toInt(time);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T index) {
        return o.rows(p.get("weight"), index);
    }
}
