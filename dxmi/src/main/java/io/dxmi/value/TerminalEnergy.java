package io.dxmi.value;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.TimeNetwork;
import java.util.List;

/** The energy inside a time-dependent value network: {@code E(x) = V(x, T)}. */
public record TerminalEnergy(TimeNetwork network, int steps) implements Energy {

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.reshape(network.of(o, p, x, o.fullIndex(x, steps)), -1);
    }
}
