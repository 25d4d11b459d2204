package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.sample.Transition;
import java.util.Arrays;

/**
 * The quadratic cost of optimal transport, {@code |next - state|^2 / 2}, (B), squared units of the data.
 *
 * @param sampleShape shape of one sample
 */
public record TransportCost(long... sampleShape) implements PathCost {

    @Override
    public <T> T of(Ops<T> o, Params<T> sampler, Transition<T> move) {
        double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        return o.scale(o.meanPerSample(o.square(o.sub(move.next(), move.state()))), d / 2);
    }
}
