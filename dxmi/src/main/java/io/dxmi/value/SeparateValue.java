package io.dxmi.value;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;

/**
 * Own networks for value and energy: V before T, E at T. Each network sees only its own rows.
 *
 * @param steps T
 */
public record SeparateValue(ValueFunction before, Energy energy, int steps) implements ValueFunction {

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t) {
        return at(o, networks, x, t, t); // nobody reads the label
    }

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t, T label) {
        T done = o.equal(t, steps);
        T going = o.not(done);
        T terminal = energy.of(o, networks.of(Energy.NETWORK), o.select(x, done), o.select(label, done));
        T value = before.at(o, networks, o.select(x, going), o.select(t, going), o.select(label, going));
        return o.merge(done, terminal, value);
    }
}
