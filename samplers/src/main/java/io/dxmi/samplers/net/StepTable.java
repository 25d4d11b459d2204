package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.layer.Embedding;
import io.dxmi.samplers.net.layer.UnaryLayer;

/**
 * A learned row of features for each whole time 0 .. steps - 1.
 *
 * @param steps number of rows
 */
public record StepTable(int steps) implements TimeEmbedding {

    /** Small, so that the first network is nearly the same at all times; with 1 the joint game did not settle. */
    private static final double INITIAL_SD = 0.1;

    @Override
    public UnaryLayer layer(String name, int width) {
        return new Embedding(Parameter.normal(name + ".weight", INITIAL_SD, steps, width));
    }

    @Override
    public <T> T shared(Ops<T> o, T time) {
        return o.toInt(time);
    }
}
