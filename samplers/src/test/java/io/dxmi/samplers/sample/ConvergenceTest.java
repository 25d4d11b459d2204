package io.dxmi.samplers.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * How fast the samplers' errors fall with the number of steps, where the answer is known: for Gaussian data the denoiser is
 * linear and the probability flow scales every point by {@code sqrt((v + sigma^2) / (v + sigma_0^2))}.
 */
class ConvergenceTest {

    /** Variance of the data. */
    private static final double V = 0.7 * 0.7;

    private static final double HIGHEST = 5;
    private static final double LOWEST = 0.1;

    /** The exact network under EDM's preconditioning: {@code D = skip x + out F} with {@code D = v x / (v + sigma^2)}. */
    private record ExactEdm() implements TimeNetwork {
        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant("unused", 0, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
            // x is in * state, time is 250 log sigma
            T sigma2 = o.exp(o.scale(time, 2 / 250.0));
            double d2 = 0.25;
            T wanted = inverse(o, o.addScalar(sigma2, V), V);
            T skip = inverse(o, o.addScalar(sigma2, d2), d2);
            // F = (wanted - skip) / (out in) * (in x), and out in = sigma / 2 / (sigma^2 + 1/4)
            T perOut = o.mul(o.scale(o.addScalar(sigma2, d2), 2), o.exp(o.scale(o.log(sigma2), -0.5)));
            return o.mul(x, o.perSample(o.mul(o.sub(wanted, skip), perOut), 2));
        }

        private static <T> T inverse(Ops<T> o, T a, double factor) {
            return o.scale(o.exp(o.scale(o.log(a), -1)), factor);
        }
    }

    /** The exact guess of the data in a variance-preserving diffusion; the time is the logarithm of alphaBar. */
    private record ExactData() implements TimeNetwork {
        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant("unused", 0, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
            T alphaBar = o.exp(time);
            T variance = o.addScalar(o.scale(alphaBar, V - 1), 1); // of the state
            T gain = o.mul(o.exp(o.scale(time, 0.5)), o.exp(o.scale(o.log(variance), -1)));
            return o.mul(o.scale(x, V), o.perSample(gain, 2));
        }
    }

    /**
     * The exact guess of data at two places, {@code N(+-1, 0.3^2)} in each coordinate: {@code D(y) = (v y + sigma^2 tanh(y / (v +
     * sigma^2))) / (v + sigma^2)} for the state over its scale y, which is no linear flow.
     */
    private record TwoPlaces() implements TimeNetwork {

        private static final double VARIANCE = 0.3 * 0.3;

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant("unused", 0, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
            T y = o.mul(x, o.perSample(o.exp(o.scale(time, -0.5)), 2));
            T sigma2 = o.addScalar(o.exp(o.scale(time, -1)), -1); // (1 - alphaBar) / alphaBar
            T precision = o.exp(o.scale(o.log(o.addScalar(sigma2, VARIANCE)), -1));
            T place = o.tanh(o.mul(y, o.perSample(precision, 2)));
            T pulled = o.add(o.scale(y, VARIANCE), o.mul(place, o.perSample(sigma2, 2)));
            return o.mul(pulled, o.perSample(precision, 2));
        }
    }

    /** Noise-to-signal ratios evenly spaced in their logarithm, ending just short of the data. */
    private record LogSpaced(int steps) implements NoiseSchedule {
        @Override
        public double[] alphaBar() {
            double[] out = new double[steps];
            for (int t = 0; t < steps; t++) {
                double sigma = HIGHEST * Math.pow(1e-3 / HIGHEST, (double) t / steps);
                out[t] = 1 / (1 + sigma * sigma);
            }
            return out;
        }

        @Override
        public double[] time() {
            return Arrays.stream(alphaBar()).map(Math::log).toArray();
        }
    }

    private static KarrasSchedule karras(int steps) {
        return new KarrasSchedule(steps, HIGHEST, LOWEST, 7, true);
    }

    private static final long[] ONE = {4};

    private static final float[] START = {1, -0.5f, 0.25f, 0.8f};

    @Test
    void eulerIsOfFirstOrder() {
        assertOrder(
                1,
                steps -> new GaussianSampler(
                        new ExactEdm(), ONE, StepCoefficients.euler(karras(steps), Preconditioning.EDM), 0));
    }

    @Test
    void heunIsOfSecondOrder() {
        // its last step is Euler's, whose one small error is of second order too
        assertOrder(
                2,
                steps -> new HeunSampler(new ExactEdm(), ONE, DenoiserLevels.of(karras(steps), Preconditioning.EDM)));
    }

    @Test
    void dpmSolverIsOfSecondOrder() {
        assertOrder(
                2,
                steps -> new DpmSolverSampler(
                        new ExactEdm(), ONE, DenoiserLevels.of(karras(steps), Preconditioning.EDM)));
    }

    @Test
    void theEulerSamplerIsOfFirstOrder() {
        assertOrder(
                1,
                steps -> new EulerSampler(new ExactEdm(), ONE, DenoiserLevels.of(karras(steps), Preconditioning.EDM)));
    }

    private static void assertOrder(int order, IntFunction<Sampler> sampler) {
        double exact = Math.sqrt((V + LOWEST * LOWEST) / (V + HIGHEST * HIGHEST));
        double coarse = error(sampler.apply(12), exact);
        double fine = error(sampler.apply(24), exact);
        double finer = error(sampler.apply(48), exact);
        assertThat(slope(coarse, fine))
                .as("errors %s %s %s", coarse, fine, finer)
                .isBetween(order - 0.35, order + 0.6);
        assertThat(slope(fine, finer))
                .as("errors %s %s %s", coarse, fine, finer)
                .isBetween(order - 0.25, order + 0.4);
    }

    /** A solver over variance-preserving levels. */
    private interface Solver {
        Sampler of(TimeNetwork network, NoiseSchedule schedule);
    }

    private static Sampler ddim(TimeNetwork network, NoiseSchedule schedule) {
        return new GaussianSampler(network, ONE, StepCoefficients.ddim(schedule, Prediction.DATA), 0);
    }

    private static DenoiserLevels levels(NoiseSchedule schedule) {
        return DenoiserLevels.of(schedule, Prediction.DATA);
    }

    /** Errors against the closed form for a Gaussian, and against a fine solution for two places, when steps are halved. */
    @Test
    void solversOfVariancePreservingSchedulesHaveTheirOrder() {
        assertVariancePreserving(1, ConvergenceTest::ddim);
        assertVariancePreserving(1, (network, schedule) -> new EulerSampler(network, ONE, levels(schedule)));
        assertVariancePreserving(2, (network, schedule) -> new HeunSampler(network, ONE, levels(schedule)));
        assertVariancePreserving(2, (network, schedule) -> new DpmSolverSampler(network, ONE, levels(schedule)));
    }

    private static void assertVariancePreserving(int order, Solver solver) {
        double alphaBar = new LogSpaced(1).alphaBar()[0];
        double exact = Math.sqrt(V / (1 - alphaBar + alphaBar * V));
        float[] line = new float[START.length];
        for (int i = 0; i < line.length; i++) line[i] = (float) (exact * START[i]);
        assertHalving(order, steps -> distance(solver.of(new ExactData(), new LogSpaced(steps)), line));
        float[] fine = end(new HeunSampler(new TwoPlaces(), ONE, levels(new LogSpaced(1000))));
        assertHalving(order, steps -> distance(solver.of(new TwoPlaces(), new LogSpaced(steps)), fine));
    }

    private static void assertHalving(int order, IntToDoubleFunction error) {
        double coarse = error.applyAsDouble(40);
        double fine = error.applyAsDouble(80);
        double finer = error.applyAsDouble(160);
        assertThat(slope(coarse, fine))
                .as("errors %s %s %s", coarse, fine, finer)
                .isBetween(order - 0.3, order + 0.5);
        assertThat(slope(fine, finer))
                .as("errors %s %s %s", coarse, fine, finer)
                .isBetween(order - 0.2, order + 0.35);
    }

    private static double distance(Sampler sampler, float[] expected) {
        float[] end = end(sampler);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(end[i] - expected[i]));
        return worst;
    }

    @Test
    void theSolversAgreeWithDdimOnVariancePreservingNetworks() {
        int steps = 200;
        NoiseSchedule schedule = new LogSpaced(steps);
        double alphaBar = schedule.alphaBar()[0];
        double exact = Math.sqrt(V / (1 - alphaBar + alphaBar * V));
        DenoiserLevels levels = DenoiserLevels.of(schedule, Prediction.DATA);
        Sampler ddim = new GaussianSampler(new ExactData(), ONE, StepCoefficients.ddim(schedule, Prediction.DATA), 0);
        double ddimError = error(ddim, exact);
        assertThat(ddimError).isLessThan(0.02);
        assertThat(error(new EulerSampler(new ExactData(), ONE, levels), exact))
                .as("the same steps in another scale")
                .isCloseTo(ddimError, within(1e-4));
        assertThat(error(new HeunSampler(new ExactData(), ONE, levels), exact)).isLessThan(ddimError / 10);
        assertThat(error(new DpmSolverSampler(new ExactData(), ONE, levels), exact))
                .isLessThan(ddimError / 10);
    }

    /** A linear recursion of the variance: no noise is drawn. */
    @Test
    void theDdpmPosteriorReachesTheDatasVarianceAtFirstOrder() {
        assertThat(slope(varianceError(100), varianceError(200))).isBetween(0.8, 1.2);
    }

    private static double varianceError(int steps) {
        NoiseSchedule schedule = new LogSpaced(steps);
        StepCoefficients c = StepCoefficients.ddpmPosterior(schedule, Prediction.DATA);
        double[] alphaBar = schedule.alphaBar();
        double variance = 1 - alphaBar[0] + alphaBar[0] * V;
        for (int t = 0; t < steps; t++) {
            double gain = Math.sqrt(alphaBar[t]) * V / (1 - alphaBar[t] + alphaBar[t] * V);
            double factor = c.state()[t] + c.network()[t] * gain;
            variance = factor * factor * variance + c.std()[t] * c.std()[t];
        }
        return Math.abs(variance - V);
    }

    private static double slope(double coarse, double fine) {
        return Math.log(coarse / fine) / Math.log(2);
    }

    /** Largest error relative to the size of the start, of samples that are exactly {@code factor} times the start. */
    private static double error(Sampler sampler, double factor) {
        float[] end = end(sampler);
        double worst = 0;
        for (int i = 0; i < START.length; i++) {
            worst = Math.max(worst, Math.abs(end[i] - factor * START[i]) / factor);
        }
        return worst;
    }

    /** Where the sampler comes to from {@link #START}; behind the sample lies what it remembers. */
    private static float[] end(Sampler sampler) {
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 0);
            try (Chain chain = new Chain(root, sampler, weights)) {
                Draws draws = new SeededDraws(0).at(0);
                return chain.from(root, Torch.array(root, START, 1, 4), draws)
                        .last()
                        .toFloatArray();
            }
        }
    }
}
