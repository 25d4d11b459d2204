package io.dxmi.gcd.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecayingNoiseTest {

    private static final Energy ENERGY = new NetworkEnergy(new Mlp(new FourierFeatures(2, 4, 1), 8, 2, 1));
    private static final long SEED = 7;

    private static Loss contrast(Energy energy) {
        return new ContrastiveLoss(energy, Energy.NETWORK, 0.1);
    }

    @Test
    void oneProgramTakesEveryStandardDeviation() {
        Loss decaying = new DecayingNoise.Given(contrast(new DecayingNoise(ENERGY)), Energy.NETWORK);
        assertThat(decaying.inputs()).containsExactly("data", "sample", DecayingNoise.INPUT);
        assertThat(decaying.shared()).containsExactly(DecayingNoise.INPUT);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, ENERGY.parameters(), 1);
            NDArray data = new SeededDraws(1).at(0).normal(root, "data", 16, 2);
            NDArray sample = new SeededDraws(1).at(0).normal(root, "sample", 16, 2);
            try (Learner learner = new Learner(root, weights, Adam.of(0))) {
                Update update = learner.compile(decaying);
                Update clean = learner.compile(contrast(ENERGY));
                double loss = clean.apply(1, SEED, data, sample).loss();
                assertThat(lossAt(update, 0, root, data, sample)).isCloseTo(loss, within(1e-6));
                for (double sd : List.of(0.3, 0.05)) {
                    Update noisy = learner.compile(contrast(new NoisyEnergy(ENERGY, sd)));
                    double expected = noisy.apply(1, SEED, data, sample).loss();
                    assertThat(lossAt(update, sd, root, data, sample)).isCloseTo(expected, within(1e-6));
                    assertThat(expected).isNotCloseTo(loss, within(1e-4));
                }
            }
        }
    }

    private static double lossAt(Update update, double sd, NDManager scope, NDArray data, NDArray sample) {
        return update.apply(1, SEED, data, sample, Torch.scalar(scope, sd)).loss();
    }
}
