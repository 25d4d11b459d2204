package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.Arrays;
import java.util.List;

/**
 * Denoising score matching (Vincent, 2011): {@code mean |sd grad E(x + sd z) - z|^2 / 2}. Its optimum is the energy of the
 * data blurred by sd; no negatives are read.
 *
 * <p>Inputs: data and samples of equal shape (B, ...), so that it stands where any other objective may; the samples only
 * serve the log.
 *
 * @param network what the energy's weights are called
 * @param sd standard deviation of the blur, in units of the data
 * @param sampleShape shape of one sample
 */
public record DenoisingScoreLoss(Energy energy, String network, double sd, long... sampleShape) implements Loss {

    public DenoisingScoreLoss {
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T noise = o.normalLike(in.get(0));
        T blurred = o.variable(o.add(in.get(0), o.scale(noise, sd)));
        T slope = o.differentiableGradient(o.sum(energy.of(o, networks.of(network), blurred)), blurred);
        T error = o.meanPerSample(o.square(o.sub(o.scale(slope, sd), noise)));
        double dimensions = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        T both = o.withoutGradient(() -> energy.of(o, networks.of(network), o.concat(in, 0)));
        return new Value<>(o.scale(o.mean(error), dimensions / 2), EnergyStatistics.logged(o, o.reshape(both, 2, -1)));
    }
}
