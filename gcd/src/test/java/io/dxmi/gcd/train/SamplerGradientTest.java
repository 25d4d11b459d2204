package io.dxmi.gcd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.Derivatives;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.path.PathKl;
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
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Both ways to a sampler's gradient give the derivative of {@code mean E(x_T) + tau sum_t cost_t}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplerGradientTest {

    private static final int T = 3;
    private static final int D = 2;
    private static final double TAU = 0.7;

    private static final StepCoefficients COEFFICIENTS = StepCoefficients.ddpmPosterior(
                    new GeometricSchedule(T, 3, 0.4), Prediction.DATA)
            .withLastStd(0.3);
    private static final GaussianSampler POLICY = new GaussianSampler(
            new TimeMlp(FourierFeatures.none(D), 4, 2, D, new StepTable(T)), new long[] {D}, COEFFICIENTS, T - 1);
    private static final Energy ENERGY = new MixtureEnergy(new double[][] {{2, 0}, {-1, 1}}, 0.8);
    private static final PathKl COST = new PathKl(COEFFICIENTS.beta(), D);

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    /** The objective of one batch as one graph through all steps: what the updates avoid. */
    private static Loss wholePath() {
        return new Loss() {
            @Override
            public List<String> inputs() {
                List<String> names = new ArrayList<>(List.of("x0"));
                for (int t = 0; t < T; t++) names.add("eps" + t);
                return names;
            }

            @Override
            public <S> Value<S> of(Ops<S> o, Networks<S> networks, List<S> in) {
                Params<S> p = networks.of(Sampler.NETWORK);
                S x = in.get(0);
                S total = null;
                for (int t = 0; t < T; t++) {
                    Transition<S> move = POLICY.step(o, p, x, o.fullIndex(x, t), in.get(1 + t));
                    S spent = o.scale(o.mean(COST.of(o, p, move)), TAU);
                    total = total == null ? spent : o.add(total, spent);
                    x = move.next();
                }
                S none = o.scale(o.reshape(o.sum(x), 1), 0); // constants are float32, unless a float64 array is added
                Params<S> fixed = new Params<>(name -> o.add(constants(o, name), none));
                return new Value<>(o.add(total, o.mean(ENERGY.of(o, fixed, x))), Map.of());
            }

            private <S> S constants(Ops<S> o, String name) {
                return switch (name) {
                    case MixtureEnergy.MEANS -> o.reshape(o.constant(2, 0, -1, 1), 2, D);
                    case MixtureEnergy.LOG_SD -> o.constant(Math.log(0.8), Math.log(0.8));
                    default -> o.constant(0, 0);
                };
            }
        };
    }

    /** Adam without memory and at rate 0 leaves the network alone and keeps the last gradient as its first moment. */
    private Learner gradientKeeper(Weights weights) {
        return new Learner(root, weights, Adam.of(0).withBetas(0, 0.9));
    }

    private static Map<String, float[]> gradient(Learner learner) {
        Map<String, float[]> found = new LinkedHashMap<>();
        TrainingState.within(learner.state(), learner.weights().name() + "/adam.m/")
                .forEach((name, tensor) -> found.put(name, tensor.toFloats()));
        return found;
    }

    private Weights policyAt(Map<String, double[]> values) {
        Weights weights = Weights.initial(root, Sampler.NETWORK, POLICY.parameters(), 0);
        Map<String, HostTensor> host = new LinkedHashMap<>();
        weights.toHost().forEach((name, tensor) -> {
            double[] v = values.get(name);
            float[] floats = new float[v.length];
            for (int i = 0; i < v.length; i++) floats[i] = (float) v[i];
            host.put(name, HostTensor.of(floats, tensor.shape()));
        });
        weights.set(host, "test");
        return weights;
    }

    private static HostTensor twice(NDArray a) {
        float[] f = a.toFloatArray();
        double[] d = new double[f.length];
        for (int i = 0; i < d.length; i++) d[i] = f[i];
        return HostTensor.of(d, a.getShape().getShape());
    }

    @Test
    void linkByLinkIsTheDerivativeThroughTheWholePath() {
        int batch = 5;
        Derivatives whole = new Derivatives(root, wholePath(), Sampler.NETWORK, POLICY.parameters(), 3);
        Weights weights = policyAt(whole.values());
        Weights energy = Weights.initial(root, Energy.NETWORK, ENERGY.parameters(), 0);
        try (NDManager scope = root.newSubManager();
                Chain chain = new Chain(root, POLICY, weights);
                Learner learner = gradientKeeper(weights);
                PathwiseUpdate update = new PathwiseUpdate(root, learner, POLICY, ENERGY, energy, COST, TAU)) {
            Draws draws = new SeededDraws(5).at(0);
            RollOut rollOut = chain.rollOut(scope, draws, batch);
            List<HostTensor> noise =
                    new ArrayList<>(List.of(twice(rollOut.states().get(0))));
            for (int t = 0; t < T; t++) noise.add(twice(draws.normal(scope, "step " + t, batch, D)));
            whole.check(noise.toArray(HostTensor[]::new));
            Map<String, double[]> expected = whole.gradient(0, noise.toArray(HostTensor[]::new));

            update.update(new Iteration(0, scope, draws, 1), List.of(rollOut), new Row());
            gradient(learner).forEach((name, found) -> {
                for (int k = 0; k < found.length; k++) {
                    // float32 over a path of three steps
                    assertThat((double) found[k])
                            .as("%s[%d]", name, k)
                            .isCloseTo(expected.get(name)[k], within(2e-5 * (1 + Math.abs(expected.get(name)[k]))));
                }
            });
        }
    }

    /**
     * Over 600 roll-outs of 64 paths, the mean of score-function gradient less pathwise gradient of the same roll-out is 0
     * up to its standard error. There are about 60 components; for a right estimator one of them is beyond 4.5 standard errors
     * with a probability of 60 x 7e-6 = 4e-4, and their mean square is near 1. The same means are more than 10 standard errors
     * from 0, so that a wrong factor of 1.5 in any term would show.
     */
    @Test
    void theScoreFunctionEstimatesThePathwiseGradientWithoutBias() {
        Weights weights = Weights.initial(root, Sampler.NETWORK, POLICY.parameters(), 4);
        Weights energy = Weights.initial(root, Energy.NETWORK, ENERGY.parameters(), 0);
        TimeMlp baseline = new TimeMlp(FourierFeatures.none(D), 4, 1, 1, new StepTable(T));
        Weights baselineWeights = Weights.initial(root, PolicyGradient.BASELINE, baseline.parameters(), 1);
        try (Chain chain = new Chain(root, POLICY, weights);
                Learner direct = gradientKeeper(weights);
                Learner likely = gradientKeeper(weights);
                Learner critic = new Learner(root, baselineWeights, Adam.of(1e-2));
                PathwiseUpdate pathwise = new PathwiseUpdate(root, direct, POLICY, ENERGY, energy, COST, TAU);
                ScoreFunctionUpdate score = new ScoreFunctionUpdate(
                        root,
                        likely,
                        critic,
                        new PolicyGradient(POLICY, baseline, ENERGY, COST, TAU),
                        new PolicyGradient.Objective.LogProbability(),
                        1,
                        energy)) {
            Moments difference = new Moments();
            Moments size = new Moments();
            for (int i = 0; i < 600; i++) {
                try (NDManager scope = root.newSubManager()) {
                    Draws draws = new SeededDraws(11).at(i);
                    RollOut rollOut = chain.rollOut(scope, draws, 64);
                    pathwise.update(new Iteration(0, scope, draws, 1), List.of(rollOut), new Row());
                    score.update(new Iteration(0, scope, draws, 1), List.of(rollOut), new Row());
                    double[] a = flat(gradient(likely));
                    double[] b = flat(gradient(direct));
                    double[] less = new double[a.length];
                    for (int k = 0; k < a.length; k++) less[k] = a[k] - b[k];
                    difference.add(less);
                    size.add(a);
                }
            }
            double[] z = difference.standardised();
            double sum = 0;
            for (double value : z) {
                assertThat(Math.abs(value)).isLessThan(4.5);
                sum += value * value / z.length;
            }
            assertThat(sum).isBetween(0.4, 2.0);
            double most = 0;
            for (double value : size.standardised()) most = Math.max(most, Math.abs(value));
            assertThat(most).isGreaterThan(10);
        }
    }

    private static double[] flat(Map<String, float[]> gradient) {
        return gradient.values().stream()
                .flatMapToDouble(f -> IntStream.range(0, f.length).mapToDouble(i -> f[i]))
                .toArray();
    }

    /** Component-wise mean over its standard error. */
    private static final class Moments {
        private final List<double[]> seen = new ArrayList<>();

        void add(double[] values) {
            seen.add(values);
        }

        double[] standardised() {
            int n = seen.size();
            List<Double> z = new ArrayList<>();
            for (int k = 0; k < seen.get(0).length; k++) {
                double sum = 0;
                double squares = 0;
                for (double[] v : seen) {
                    sum += v[k];
                    squares += v[k] * v[k];
                }
                double variance = (squares - sum * sum / n) / (n - 1);
                if (variance > 0) z.add(sum / n / Math.sqrt(variance / n)); // else a parameter that is not read
            }
            return z.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
