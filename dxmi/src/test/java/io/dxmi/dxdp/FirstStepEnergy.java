package io.dxmi.dxdp;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.value.ValueFunction;

/**
 * What the reference's value targets read when the energy is separate: its branch for "the last step" is taken in the last
 * turn of a loop that runs backwards, so the energy stands in for V(x, 1) and V(x, T) is never the energy.
 */
record FirstStepEnergy(ValueFunction otherwise, Energy energy) implements ValueFunction {

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t) {
        T first = o.equal(t, 1);
        T later = o.not(first);
        return o.maskedScatter(
                first,
                energy.of(o, networks.of(Energy.NETWORK), o.maskedSelect(x, first)),
                otherwise.at(o, networks, o.maskedSelect(x, later), o.maskedSelect(t, later)));
    }
}
