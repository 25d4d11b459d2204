package io.dxmi.gcd.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.Update;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objectives that know their noise, or need none, find a Gaussian's centre and width. */
class OptimumTest {

    private static final int BATCH = 256;
    private static final int ITERATIONS = 1200;
    private static final double SD = 0.6;
    private static final double BLUR = 0.3;

    static Stream<Arguments> objectives() {
        Energy e = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        NoiseDensity noise = new NoiseDensity.Gaussian(1.5, 2);
        String n = Energy.NETWORK;
        double blurred = Math.hypot(SD, BLUR);
        return Stream.of(
                Arguments.of("noise-contrastive", new LogisticLoss(e, n, noise), SD),
                Arguments.of("ranking, one rival", new RankingLoss(e, n, noise, 1), SD),
                Arguments.of("ranking, 16 rivals", new RankingLoss(e, n, noise, 16), SD),
                Arguments.of("denoising: the blurred density", new DenoisingScoreLoss(e, n, BLUR, 2), blurred));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("objectives")
    void theOptimumIsTheDatasOwnEnergy(String name, Loss loss, double sd) {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        try (NDManager root = Torch.open();
                Learner learner = new Learner(
                        root, Weights.initial(root, Energy.NETWORK, energy.parameters(), 0), Adam.of(1e-2))) {
            Update update = learner.compile(loss);
            RateSchedule rates = RateSchedule.cosine(ITERATIONS, 0.02);
            for (int i = 0; i < ITERATIONS; i++) {
                try (NDManager scope = root.newSubManager()) {
                    Draws draws = new SeededDraws(9).at(i);
                    NDArray data = draws.normal(scope, "data", BATCH, 2)
                            .mul(Torch.scalar(scope, SD))
                            .add(Torch.array(scope, new float[] {0.8f, -0.4f}, 2));
                    NDArray noise = draws.normal(scope, "noise", BATCH, 2).mul(Torch.scalar(scope, 1.5));
                    update.apply(rates.factor(i), draws.seed("loss"), data, noise);
                }
            }
            float[] mean = learner.weights().get(MixtureEnergy.MEANS).toFloatArray();
            // the last 300 batches, all but forgotten rates, leave about 0.01 of noise
            assertThat((double) mean[0]).isCloseTo(0.8, within(0.04));
            assertThat((double) mean[1]).isCloseTo(-0.4, within(0.04));
            assertThat(Math.exp(learner.weights().get(MixtureEnergy.LOG_SD).toFloatArray()[0]))
                    .isCloseTo(sd, within(0.04));
        }
    }
}
