package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * Noise-contrastive estimation by ranking, with many noise samples for each datum (Ma and Collins, 2018): the mean of {@code
 * -log softmax} of {@code -E - log noise} at the datum, among itself and its negatives.
 *
 * <p>With the density of the noise known, the optimum is the data's own energy up to a constant. Without it (samples of a
 * sampler under training) it is the energy of the ratio of data to samples, which serves as DxMI's and GCD's objective.
 *
 * <p>Inputs: data and samples of equal shape (B, ...). Groups of {@code others} data share as many negatives.
 *
 * @param network what the energy's weights are called
 * @param others negatives of each datum; divides B
 */
public record RankingLoss(Energy energy, String network, NoiseDensity noise, int others) implements Loss {

    public RankingLoss {
        if (others < 1) throw new IllegalArgumentException("others must be at least 1, got " + others);
    }

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T both = o.concat(in, 0);
        T energies = energy.of(o, networks.of(network), both);
        T logits = o.reshape(o.scale(o.add(energies, noise.log(o, both)), -1), 2, -1);
        T data = o.reshape(o.indexSelect(logits, o.toInt(o.constant(0))), -1, others);
        T negatives = o.reshape(o.indexSelect(logits, o.toInt(o.constant(1))), -1, others);
        // x - logSoftmax(x) is log sum exp x in every column
        T rivals = o.sub(negatives, o.logSoftmax(negatives));
        T loss = o.mean(o.softplus(o.sub(rivals, data)));
        return new Value<>(loss, EnergyStatistics.logged(o, o.reshape(energies, 2, -1)));
    }
}
