package io.dxmi.value;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guided trajectories are the reference's, whichever steps are guided; its scale has the opposite sign. */
@Tag("golden")
class ValueGuidanceGoldenTest {

    /** Float32, with the gradient of a network at every step. */
    private static final Tolerance STATES = Tolerance.absolute(5e-5);
    /** A density before the last step. */
    private static final Tolerance LOG_DENSITY = Tolerance.absolute(1e-4);
    /** At the last step sigma is 0.001 and amplifies the rounding of x; sums over steps contain it. */
    private static final Tolerance LAST_LOG_DENSITY = Tolerance.absolute(2e-3);

    /** One recorded run of a case. */
    record Run(GoldenCase golden, String name, JsonNode options) {

        @Override
        public String toString() {
            return golden + " " + name;
        }

        /** What the reference multiplies the gradient by, on the steps that it guides or on all. */
        double[] lambda(int steps, boolean everywhere) {
            double[] lambda = new double[steps];
            JsonNode selected = options.path("t_select");
            double scale = options.get("guidance_scale").asDouble();
            if (everywhere || !selected.isArray()) Arrays.fill(lambda, -scale);
            else for (JsonNode t : selected) lambda[t.asInt()] = -scale;
            return lambda;
        }
    }

    static List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.matching("guidance_*")) {
            golden.json().get("runs").properties().forEach(e -> runs.add(new Run(golden, e.getKey(), e.getValue())));
        }
        return runs;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void guidesAsTheReferenceDoes(Run run) {
        GoldenCase golden = run.golden;
        JsonNode config = golden.json().get("config");
        try (NDManager root = Torch.open()) {
            GaussianSampler sampler = ReferencePolicy.of(config);
            Weights policy = weights(root, golden, Sampler.NETWORK, sampler.parameters(), "sampler");
            boolean still = ReferenceScalar.ignoresTime(config.get("value"));
            Energy energy = still
                    ? new NetworkEnergy(ReferenceScalar.still(config.get("value"), ReferencePolicy.image(config)))
                    : new TerminalEnergy(ReferenceScalar.timed(config.get("value")), sampler.steps());
            ValueFunction value = still
                    ? new EnergyAsValue(energy)
                    : new TimeValue(ReferenceScalar.timed(config.get("value")), Energy.NETWORK);
            Weights values = weights(root, golden, Energy.NETWORK, energy.parameters(), "value");
            int steps = sampler.steps();
            int dim = Math.toIntExact(Arrays.stream(sampler.sampleShape()).reduce(1, (a, b) -> a * b));

            HostTensor start = golden.array("x0");
            long[] batch = LongStream.concat(LongStream.of(start.size() / dim), Arrays.stream(sampler.sampleShape()))
                    .toArray();
            NDArray x0 = Torch.array(root, start.toFloats(), batch);
            float[] noise = golden.array("noise").toFloats();
            Chain chain =
                    new Chain(root, sampler, new GuidedStep(sampler, value, run.lambda(steps, false)), policy, values);
            RollOut guided = chain.from(root, x0, recorded(noise));
            String path = run.name + "/";
            STATES.check(path + "l_sample", flat(guided.states()), golden.array(path + "l_sample"));
            STATES.check(path + "sample", flat(List.of(guided.last())), golden.array(path + "sample"));

            Compiled everywhere =
                    new Compiled(root, new GuidedStep(sampler, value, run.lambda(steps, true)), policy, values);
            List<double[]> guidance = new ArrayList<>();
            List<double[]> logp = new ArrayList<>();
            List<double[]> logpOn = new ArrayList<>();
            for (int t = 0; t < steps; t++) {
                NDArray x = guided.states().get(t);
                NDArray eps =
                        recorded(noise).normal(root, "step " + t, x.getShape().getShape());
                NDArray times = Torch.filled(root, x.getShape().get(0), t);
                double[] moved = flat(List.of(
                        everywhere.call(root, x, times, eps, guided.labels()).get(2)));
                double[] mean = flat(List.of(guided.means().get(t)));
                double[] std = flat(List.of(guided.stds().get(t)));
                double[] unit = flat(List.of(eps));
                for (int i = 0; i < moved.length; i++) moved[i] -= mean[i] + std[i / dim] * unit[i];
                guidance.add(moved);
                logp.add(logDensity(unit, std));
                double[] reached = flat(List.of(guided.states().get(t + 1)));
                for (int i = 0; i < reached.length; i++) reached[i] = (reached[i] - mean[i]) / std[i / dim];
                logpOn.add(logDensity(reached, std));
            }
            STATES.check(path + "guidance", joined(guidance), golden.array(path + "guidance"));
            checkDensities(golden, path + "logp", logp);
            checkDensities(golden, path + "logp_on", logpOn);
        }
    }

    private static void checkDensities(GoldenCase golden, String path, List<double[]> byStep) {
        int last = byStep.size() - 1;
        double[] expected = golden.array(path).toDoubles();
        int n = byStep.get(0).length;
        double[] sum = new double[n];
        for (int t = 0; t <= last; t++) {
            (t == last ? LAST_LOG_DENSITY : LOG_DENSITY)
                    .check(path + " at " + t, byStep.get(t), Arrays.copyOfRange(expected, t * n, (t + 1) * n));
            for (int i = 0; i < n; i++) sum[i] += byStep.get(t)[i];
        }
        LAST_LOG_DENSITY.check(path + "_traj", sum, golden.array(path + "_traj"));
    }

    /** Nats per dimension, from the unit noise (B, D) and the deviations (B). */
    private static double[] logDensity(double[] unit, double[] std) {
        int d = unit.length / std.length;
        double[] out = new double[std.length];
        for (int i = 0; i < out.length; i++) {
            double squares = 0;
            for (int j = 0; j < d; j++) squares += unit[i * d + j] * unit[i * d + j];
            out[i] = -squares / d / 2 - Math.log(std[i]) - Math.log(2 * Math.PI) / 2;
        }
        return out;
    }

    private static Draws recorded(float[] noise) {
        return new Draws() {
            @Override
            public NDArray normal(NDManager scope, String purpose, long... shape) {
                int t = Integer.parseInt(purpose.substring("step ".length()));
                int size = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
                return Torch.array(scope, Arrays.copyOfRange(noise, t * size, (t + 1) * size), shape);
            }

            @Override
            public long seed(String purpose) {
                throw new AssertionError(purpose);
            }

            @Override
            public NDArray permutation(NDManager scope, String purpose, long n) {
                throw new AssertionError(purpose);
            }
        };
    }

    private static Weights weights(
            NDManager root, GoldenCase golden, String name, List<Parameter> parameters, String recorded) {
        Weights weights = Weights.initial(root, name, parameters, 0);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        for (Parameter p : parameters) values.put(p.name(), golden.array("w/" + recorded + "/" + p.name()));
        weights.set(values, golden + ".npz");
        return weights;
    }

    private static double[] flat(List<NDArray> arrays) {
        return joined(arrays.stream().map(a -> Torch.host(a).toDoubles()).toList());
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
