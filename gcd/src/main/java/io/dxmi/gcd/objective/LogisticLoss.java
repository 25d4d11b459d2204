package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * Logistic regression between data and samples with the logit {@code E + log noise}: {@code mean log(1 + exp(E(x) + log
 * n(x)))} over data and {@code mean log(1 + exp -(..))} over samples.
 *
 * <p>With the noise's density known this is noise-contrastive estimation (Gutmann and Hyvarinen, 2010), whose optimum is the
 * data's own energy, normalised; without it the energy learns the log-ratio of samples to data.
 *
 * <p>Inputs: data and samples of equal shape (B, ...).
 *
 * @param network what the energy's weights are called
 */
public record LogisticLoss(Energy energy, String network, NoiseDensity noise) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T both = o.concat(in, 0);
        T energies = energy.of(o, networks.of(network), both);
        T halves = o.reshape(o.add(energies, noise.log(o, both)), 2, -1);
        T signed = o.mul(halves, o.reshape(o.constant(1, -1), 2, 1));
        T loss = o.sum(o.meanPerSample(o.softplus(signed)));
        return new Value<>(loss, EnergyStatistics.logged(o, o.reshape(energies, 2, -1)));
    }
}
