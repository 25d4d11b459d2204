package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.Network;
import java.util.List;

/** A network with one output read as an energy. */
public record NetworkEnergy(Network network) implements Energy {

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.reshape(network.of(o, p, x), -1);
    }
}
