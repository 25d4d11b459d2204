package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Layer;
import io.dxmi.samplers.net.layer.Learned;
import java.util.Arrays;
import java.util.List;

/**
 * A weight without a bias, as a layer uses it.
 *
 * @param norm what is done to it
 * @param shape (out, in) or (out, in, k, k)
 */
record NormedWeight(String name, WeightNorm norm, long... shape) implements Layer {

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.uniform(name + "." + norm.parameter(), fanIn(), shape));
    }

    /** The bias of the same layer, uniform at first as PyTorch's are. */
    Learned bias() {
        return new Learned(Parameter.uniform(name + ".bias", fanIn(), shape[0]));
    }

    private long fanIn() {
        return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
    }

    <T> T of(Ops<T> o, Params<T> p) {
        return norm.weight(o, p.in(name), shape);
    }
}
