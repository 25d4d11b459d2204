package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** CD-k becomes maximum likelihood as the chains grow long. */
class ContrastiveDivergenceTest {

    private static final int BATCH = 20_000;

    /**
     * A mixture is normalised, so that the gradient of its likelihood is that of the mean energy of the data, and the
     * negatives' part of CD-k is what the chains still lack: it must go to 0.
     */
    @Test
    void theGradientBecomesThatOfTheLikelihood() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{1, 0}, {-1, 0.4}}, 0.8);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
            NDArray data = Torch.array(root, shifted(), BATCH, 2);
            double[] likelihood = likelihood(root, energy, weights, data);
            List<Double> errors = new ArrayList<>();
            for (int k : new int[] {1, 10, 100}) {
                try (NDManager scope = root.newSubManager();
                        DataChains chains =
                                new DataChains(new MarkovChain(root, energy, weights, new Mala(0.1, 2), k));
                        Learner learner = keeper(root, weights);
                        Update update = learner.compile(new ContrastiveLoss(energy, Energy.NETWORK, 0))) {
                    Negatives negatives = chains.draw(
                            scope, data, Torch.filled(scope, data.getShape().get(0), 0), new SeededDraws(1).at(k));
                    update.apply(data, negatives.samples());
                    errors.add(distance(moment(learner), likelihood) / norm(likelihood));
                }
            }
            // one step gives hardly any of the gradient, a hundred all but 20,000 samples' own noise
            assertThat(errors.get(0)).isGreaterThan(0.5);
            assertThat(errors.get(1)).isLessThan(errors.get(0) * 0.8);
            assertThat(errors.get(2)).isLessThan(0.05);
        }
    }

    /** Data about half a unit away from where the mixture thinks they are. */
    private static float[] shifted() {
        SplittableRandom random = new SplittableRandom(5);
        float[] rows = new float[2 * BATCH];
        for (int i = 0; i < BATCH; i++) {
            rows[2 * i] = (float) ((i % 2 == 0 ? 1.6 : -1.2) + 0.5 * random.nextGaussian());
            rows[2 * i + 1] = (float) (0.5 + 0.9 * random.nextGaussian());
        }
        return rows;
    }

    /** Gradient of the mean energy of the data. */
    private static double[] likelihood(NDManager root, MixtureEnergy energy, Weights weights, NDArray data) {
        try (Learner learner = keeper(root, weights);
                Update update = learner.compile(new MeanEnergy(energy))) {
            update.apply(data);
            return moment(learner);
        }
    }

    private record MeanEnergy(Energy energy) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("data");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return new Value<>(o.mean(energy.of(o, networks.of(Energy.NETWORK), in.get(0))), Map.of());
        }
    }

    private static Learner keeper(NDManager root, Weights weights) {
        return new Learner(root, weights, Adam.of(0).withBetas(0, 0.9));
    }

    private static double[] moment(Learner learner) {
        return TrainingState.within(learner.state(), Energy.NETWORK + "/adam.m/").values().stream()
                .flatMapToDouble(t -> Arrays.stream(t.toDoubles()))
                .toArray();
    }

    private static double norm(double[] a) {
        return distance(a, new double[a.length]);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.sqrt(sum);
    }
}
