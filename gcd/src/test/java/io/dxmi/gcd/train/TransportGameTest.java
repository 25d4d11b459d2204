package io.dxmi.gcd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.energy.QuadraticEnergy;
import io.dxmi.gcd.negative.MappedSource;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.data.TransportProblem;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.net.LeakyReluMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The mechanism of a transport: its optimum between Gaussians in closed form, and its gradient against one whole graph. */
class TransportGameTest {

    private static final int ITERATIONS = 1500;
    private static final int BATCH = 1024;

    /** Target: N(b, diag(a^2)); from N(0, I) the optimal map is a x + b. */
    private static final double[] A = {0.5, 0.8};

    private static final double[] B = {1, -0.5};

    private static final double[] DEVIATIONS = {1, 0.3};

    private static float[] target(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[2 * BATCH];
        for (int i = 0; i < rows.length; i++) rows[i] = (float) (A[i % 2] * random.nextGaussian() + B[i % 2]);
        return rows;
    }

    @Test
    void betweenGaussiansItFindsTheOptimalMapAndItsPotential() {
        AffineSampler map = new AffineSampler(2);
        QuadraticEnergy form = new QuadraticEnergy(2);
        try (NDManager root = Torch.open();
                Learner sampler = learner(root, Sampler.NETWORK, map.parameters());
                Learner energy = learner(root, Energy.NETWORK, form.parameters())) {
            MappedSource source =
                    new MappedSource(new Chain(root, map, sampler.weights()), TransportProblem.AFFINE.source(), 7, 4);
            TransportUpdate update = new TransportUpdate(
                    root,
                    sampler,
                    map,
                    form,
                    energy.weights(),
                    source,
                    new AnnealedNoise(0, 0, 1),
                    new double[] {1, 1},
                    3);
            Trainer.Plan plan = new Trainer.Plan(
                    source,
                    new EnergyStep(energy, new ContrastiveLoss(form, Energy.NETWORK, 0)),
                    Optional.of(update),
                    List.of(energy, sampler),
                    Pace.steady(RateSchedule.cosine(ITERATIONS, 0.02), 0.995),
                    new Monitor(100, new long[] {2}, 1));
            try (Trainer trainer = new Trainer(root, plan)) {
                for (int i = 0; i < ITERATIONS; i++) {
                    try (NDManager scope = root.newSubManager()) {
                        Map<String, Double> row =
                                trainer.iterate(i, Torch.array(scope, target(i), BATCH, 2), new SeededDraws(1).at(i));
                        assertThat(row).containsEntry("sampler/noise_sd", 0.0).doesNotContainKey("sampler/log_sigma");
                    }
                }
            }
            float[] shift = sampler.average().get(AffineSampler.SHIFT).toFloatArray();
            float[] log = sampler.average().get(AffineSampler.LOG_DIAGONAL).toFloatArray();
            float[] w = energy.average().get(QuadraticEnergy.ROOT).toFloatArray();
            for (int k = 0; k < 2; k++) {
                assertThat((double) shift[k]).isCloseTo(B[k], within(0.05));
                assertThat(Math.exp(log[k])).isCloseTo(A[k], within(0.05));
                // x = y + grad E(y) at y = T(x), so that the form's matrix is 1 / a - 1
                double curvature = w[k] * w[k] + w[2 + k] * w[2 + k];
                assertThat(curvature).isCloseTo(1 / A[k] - 1, within(0.15));
            }
            double below = sampler.average().get(AffineSampler.LOWER).toFloatArray()[2];
            assertThat(below).isCloseTo(0, within(0.05));
        }
    }

    private static Learner learner(NDManager root, String name, List<io.dxmi.samplers.engine.Parameter> parameters) {
        Weights weights = Weights.initial(root, name, parameters, 0);
        return new Learner(root, weights, Adam.of(1e-2).withBetas(0.5, 0.99));
    }

    /** {@code mean E(T(x, z)) + mean |T(x, z) - (x + eps z)|^2 / 2}, as one graph. */
    private record Whole(MapSampler map, Energy energy, double eps) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x", "z");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of(Sampler.NETWORK);
            T x = in.get(0);
            T index = o.fullIndex(x, 0);
            T y = map.step(o, p, x, index, in.get(1), index).next();
            T from = o.add(x, o.scale(o.mul(in.get(1), o.constant(DEVIATIONS)), eps));
            T cost = o.mean(o.meanPerSample(o.square(o.sub(y, from)))); // per dimension, of two
            return new Value<>(o.add(o.mean(energy.of(o, networks.of(Energy.NETWORK), y)), cost), Map.of());
        }
    }

    @Test
    void itsGradientIsThatOfEnergyAndSmoothedCost() {
        MapSampler map = new MapSampler(new LeakyReluMlp(4, 8, 2, 4), new long[] {2}, true);
        Energy energy = new MixtureEnergy(new double[][] {{2, 0}, {-1, 1}}, 0.8);
        AnnealedNoise noise = new AnnealedNoise(2, 0.5, 100);
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager();
                Learner ours = gradientKeeper(root, map);
                Learner whole = gradientKeeper(root, map)) {
            Weights potential = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
            try (MappedSource source = new MappedSource(
                            new Chain(root, map, ours.weights()), TransportProblem.CURVE.source(), 7, 2);
                    TransportUpdate update =
                            new TransportUpdate(root, ours, map, energy, potential, source, noise, DEVIATIONS, 1)) {
                Draws draws = new SeededDraws(5).at(50);
                RollOut any = source.rollOut(scope, 32, draws, 0);
                update.update(new Iteration(50, scope, draws, 1), List.of(any), new Row());
                RollOut taken = source.rollOut(scope, 32, draws.part("map 0"), 1);
                double eps = Math.sqrt(2 * 0.5); // half way, geometrically
                NDArray x = taken.states().get(0);
                whole.compile(new Whole(map, energy, eps), potential)
                        .apply(x, taken.noises().get(0));
            }
            whole.state().forEach((key, expected) -> {
                if (!key.contains("/adam.m/")) return;
                double[] found = ours.state().get(key).toDoubles();
                double[] wanted = expected.toDoubles();
                for (int k = 0; k < wanted.length; k++) {
                    assertThat(found[k]).as(key).isCloseTo(wanted[k], within(1e-5 + 1e-4 * Math.abs(wanted[k])));
                }
            });
        }
    }

    /** Adam without memory and at rate 0 keeps the last gradient as its first moment. */
    private static Learner gradientKeeper(NDManager root, MapSampler map) {
        Weights weights = Weights.initial(root, Sampler.NETWORK, map.parameters(), 3);
        return new Learner(root, weights, Adam.of(0).withBetas(0, 0.9));
    }

    @Test
    void theNoiseFallsGeometricallyAndRests() {
        AnnealedNoise noise = new AnnealedNoise(1, 0.1, 800);
        assertThat(noise.at(0)).isEqualTo(1);
        assertThat(noise.at(400)).isCloseTo(Math.sqrt(0.1), within(1e-12));
        assertThat(noise.at(800)).isCloseTo(0.1, within(1e-12));
        assertThat(noise.at(999)).isCloseTo(0.1, within(1e-12));
        assertThat(new AnnealedNoise(0, 0, 800).at(10)).isZero();
        assertThatThrownBy(() -> new AnnealedNoise(1, 0, 800)).isInstanceOf(IllegalArgumentException.class);
    }
}
