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
        T terminal = energy.of(o, networks.of(Energy.NETWORK), o.maskedSelect(x, done), o.maskedSelect(label, done));
        T value = before.at(
                o, networks, o.maskedSelect(x, going), o.maskedSelect(t, going), o.maskedSelect(label, going));
        return o.maskedScatter(done, terminal, value);
    }
}
