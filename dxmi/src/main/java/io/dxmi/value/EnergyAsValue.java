package io.dxmi.value;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;

/** One network for both and the same at every time: {@code V(x, t) = E(x)}. */
public record EnergyAsValue(Energy energy) implements ValueFunction {

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t) {
        return energy.of(o, networks.of(Energy.NETWORK), x);
    }

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t, T label) {
        return energy.of(o, networks.of(Energy.NETWORK), x, label);
    }
}
