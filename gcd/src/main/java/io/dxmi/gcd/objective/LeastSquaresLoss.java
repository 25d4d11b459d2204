package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * Regression of the energy to -1 on data and 1 on samples (Mao et al., 2017), halved: {@code mean (E(data) + 1)^2 / 2 + mean
 * (E(sample) - 1)^2 / 2}. It is the difference loss with gamma = 1/2, up to a constant.
 *
 * <p>Inputs: data and samples of equal shape (B, ...).
 *
 * @param network what the energy's weights are called
 */
public record LeastSquaresLoss(Energy energy, String network) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T halves = o.reshape(energy.of(o, networks.of(network), o.concat(in, 0)), 2, -1);
        T error = o.add(halves, o.reshape(o.constant(1, -1), 2, 1));
        return new Value<>(o.scale(o.sum(o.meanPerSample(o.square(error))), 0.5), EnergyStatistics.logged(o, halves));
    }
}
