package io.dxmi.value;

import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.net.TimeNetwork;

/**
 * A time-dependent network with one output, read at every time including T.
 *
 * @param weights what its weights are called: {@code "energy"} when it is also the energy ({@link TerminalEnergy})
 */
public record TimeValue(TimeNetwork network, String weights) implements ValueFunction {

    @Override
    public <T> T at(Ops<T> o, Networks<T> networks, T x, T t) {
        return o.reshape(network.of(o, networks.of(weights), x, t), -1);
    }
}
