package io.dxmi.gcd.objective;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.Derivatives;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.energy.NoisyEnergy;
import io.dxmi.gcd.energy.QuadraticEnergy;
import io.dxmi.gcd.energy.SpectralBound;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every objective with every energy is the central difference of its value, in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectiveGradientTest {

    private static final int D = 2;
    private static final int BATCH = 6;

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    private static Map<String, Energy> energies() {
        Energy net = new NetworkEnergy(new Mlp(new FourierFeatures(D, 2, 1), 3, 2, 1));
        Map<String, Energy> all = new LinkedHashMap<>();
        all.put("network on a Gaussian base", new GaussianBase(net, 3, D));
        all.put("noisy network", new NoisyEnergy(net, 0.3));
        all.put("bounded network", new SpectralBound(net, 0.5, 200));
        all.put("quadratic", new QuadraticEnergy(D));
        all.put("mixture", new MixtureEnergy(new double[][] {{1, 0}, {-1, 0.5}, {0, -1}}, 0.7));
        return all;
    }

    private static Map<String, Loss> objectives(Energy e) {
        String n = Energy.NETWORK;
        NoiseDensity known = new NoiseDensity.Gaussian(2, D);
        Loss difference = new ContrastiveLoss(e, n, 0);
        Map<String, Loss> all = new LinkedHashMap<>();
        all.put("difference", difference);
        all.put("difference with gamma", new ContrastiveLoss(e, n, 0.3));
        all.put("logistic", new LogisticLoss(e, n, new NoiseDensity.Unknown()));
        all.put("noise-contrastive", new LogisticLoss(e, n, known));
        all.put("least squares", new LeastSquaresLoss(e, n));
        all.put("ranking, one rival", new RankingLoss(e, n, known, 1));
        all.put("ranking, three rivals", new RankingLoss(e, n, new NoiseDensity.Unknown(), 3));
        all.put("denoising", new DenoisingScoreLoss(e, n, 0.4, D));
        all.put("c-transform", new TransformLoss(e, n, false, D));
        all.put("c-transform, both sides", new TransformLoss(e, n, true, D));
        all.put(
                "penalised",
                new RegularisedLoss(
                        difference, e, n, List.of(new GradientPenalty(0.5, 1, D), new GradientPenalty(0.2, 0, D))));
        return all;
    }

    /** Every objective with a network and with a closed form, and every energy with the difference. */
    static Stream<Arguments> cases() {
        return energies().entrySet().stream()
                .flatMap(e -> objectives(e.getValue()).entrySet().stream()
                        .filter(l -> l.getKey().equals("difference")
                                || e.getKey().equals("mixture")
                                || e.getKey().equals("network on a Gaussian base"))
                        .map(l -> Arguments.of(l.getKey() + ", " + e.getKey(), l.getValue(), e.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreCentralDifferences(String name, Loss loss, Energy energy) {
        new Derivatives(root, loss, Energy.NETWORK, energy.parameters(), name.hashCode()).check(points(1), points(2));
    }

    /** With an energy in closed form there are no layers, and so nothing to round. */
    @Test
    void objectivesRoundNothing() {
        Energy mixture = energies().get("mixture");
        objectives(mixture).forEach((name, loss) -> {
            double whole = valueOf(loss, mixture);
            Precision.BF16.use();
            try {
                assertThat(valueOf(loss, mixture)).as(name).isEqualTo(whole);
            } finally {
                Precision.FP32.use();
            }
        });
    }

    private double valueOf(Loss loss, Energy energy) {
        try (NDManager scope = root.newSubManager();
                Learner learner =
                        new Learner(root, Weights.initial(root, Energy.NETWORK, energy.parameters(), 1), Adam.of(0));
                Update update = learner.compile(loss)) {
            return update.apply(1, 5, single(scope, points(1)), single(scope, points(2)))
                    .loss();
        }
    }

    private static NDArray single(NDManager scope, HostTensor points) {
        return Torch.array(scope, points.toFloats(), points.shape());
    }

    private static HostTensor points(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return HostTensor.of(random.doubles(BATCH * D, -2, 2).toArray(), BATCH, D);
    }
}
