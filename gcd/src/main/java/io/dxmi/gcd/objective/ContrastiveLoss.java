package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * {@code mean E(data) - mean E(sample) + gamma (mean E(data)^2 + mean E(sample)^2)}, both halves in one forward pass
 * (DxMI, Alg. 1; GCD, Eq. 3). The gamma term keeps the energy's magnitude bounded.
 *
 * <p>Inputs: data and samples of equal shape (B, ...).
 *
 * @param network what the energy's weights are called
 */
public record ContrastiveLoss(Energy energy, String network, double gamma) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        return of(o, energy.of(o, networks.of(network), o.concat(in, 0)));
    }

    /** The loss of energies (2 B), data first. */
    <T> Value<T> of(Ops<T> o, T both) {
        T halves = o.reshape(both, 2, -1); // data above, samples below
        T means = o.meanPerSample(halves);
        T loss = o.sum(o.mul(means, o.constant(1, -1)));
        T magnitude = o.sum(o.meanPerSample(o.square(halves)));
        return new Value<>(
                gamma == 0 ? loss : o.add(loss, o.scale(magnitude, gamma)), EnergyStatistics.logged(o, halves));
    }
}
