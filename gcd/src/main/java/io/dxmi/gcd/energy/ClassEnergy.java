package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.ClassIgebm;
import java.util.List;

/** A residual network with classes read as an energy per class. */
public record ClassEnergy(ClassIgebm network) implements Energy {

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    @Override
    public int classes() {
        return network.classes();
    }

    /** @throws IllegalArgumentException always: there is one energy per class */
    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        throw new IllegalArgumentException("this energy needs a class per row, below " + classes());
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return o.reshape(network.of(o, p, x, label), -1);
    }
}
