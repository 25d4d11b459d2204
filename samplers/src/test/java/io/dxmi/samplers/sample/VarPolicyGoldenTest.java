package io.dxmi.samplers.sample;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Gaussian sampler on the released schedule takes the reference's steps, whichever deviations are trained. */
@Tag("golden")
class VarPolicyGoldenTest {

    /** Float32 steps from coefficients that agree to 1e-6. */
    private static final Tolerance STEP = Tolerance.absolute(5e-6);
    /** The fractional time is searched for in double here, in float32 there. */
    private static final Tolerance TIME = Tolerance.absolute(2e-4);
    /** Log-densities and logarithms of deviations: the coefficients' relative error, 8.5e-5, becomes absolute. */
    private static final Tolerance LOG = Tolerance.absolute(1.5e-4);
    /** A density at a stored float32 sample: where sigma is 0.001, the rounding of the sample is amplified. */
    private static final Tolerance AMPLIFIED = Tolerance.absolute(2e-3);

    /**
     * One recorded mode.
     *
     * @param trained the reference's {@code trainable_beta}
     * @param networkScale {@code adhoc_scale1}: of the network's output
     * @param stdScale {@code adhoc_scale2}: of the trained deviations' initial values
     */
    record Mode(GoldenCase golden, String name, String trained, double networkScale, double stdScale) {

        @Override
        public String toString() {
            return golden + " " + name;
        }

        int steps() {
            return golden.json().get("T").asInt();
        }

        int trainedSteps() {
            return switch (trained) {
                case "true" -> steps();
                case "fix_last" -> steps() - 1;
                case "false" -> 0;
                default -> throw new AssertionError(golden + ": unknown trainable_beta " + trained);
            };
        }

        /** The scales are the reference's own; here they are coefficients like any others. */
        StepCoefficients coefficients() {
            double[] recorded = golden.array("std").toDoubles();
            StepCoefficients plain = StepCoefficients.ddpmPosterior(
                            FastDpmSchedule.asReleased(steps()), Prediction.NOISE)
                    .withLastStd(recorded[steps() - 1]);
            double[] network =
                    Arrays.stream(plain.network()).map(c -> c * networkScale).toArray();
            double[] std = plain.std().clone();
            for (int t = 0; t < trainedSteps(); t++) std[t] *= stdScale;
            return new StepCoefficients(plain.state(), network, std, plain.time(), plain.beta());
        }
    }

    static List<Mode> modes() {
        List<Mode> modes = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.matching("var_schedule_*")) {
            for (Map.Entry<String, JsonNode> mode : golden.json().get("modes").properties()) {
                JsonNode options = mode.getValue();
                modes.add(new Mode(
                        golden,
                        mode.getKey(),
                        options.get("trainable_beta").asText(),
                        options.get("adhoc_scale1").asDouble(),
                        options.get("adhoc_scale2").asDouble()));
            }
        }
        return modes;
    }

    @ParameterizedTest
    @MethodSource("modes")
    void takesTheReferencesSteps(Mode mode) {
        double[] initial =
                Arrays.stream(mode.coefficients().std()).map(Math::log).toArray();
        int trained = mode.trainedSteps();
        if (trained > 0) {
            double[] recorded = mode.golden.array(mode.name + "/log_betas_init").toDoubles();
            LOG.check("log_betas_init", Arrays.copyOf(initial, trained), Arrays.copyOf(recorded, trained));
        }
        check(mode, "init", initial);

        assertThat(mode.golden.has(mode.name + "/perturbed/mean")).isEqualTo(trained > 0);
        if (trained > 0) {
            double[] delta = mode.golden.array("delta_log_betas").toDoubles();
            double[] moved = initial.clone();
            for (int t = 0; t < moved.length; t++) moved[t] += delta[t];
            check(mode, "perturbed", moved);
        }
    }

    private static void check(Mode mode, String block, double[] logStd) {
        String path = mode.name + "/" + block + "/";
        int rows = (int)
                (mode.golden.array("x").shape()[0] * mode.golden.array("x").shape()[1]);
        long[] byStep = new long[rows];
        for (int i = 0; i < rows; i++) byStep[i] = i / (rows / mode.steps());
        check(mode, path, "", byStep, logStd);
        check(mode, path + "mix/", "mix/", mode.golden.array("mix/t").toLongs(), logStd);
    }

    /** Takes one step from every row, each at its own t. */
    private static void check(Mode mode, String expected, String inputs, long[] t, double[] logStd) {
        GoldenCase golden = mode.golden;
        float[] noise = golden.array(inputs + "noise").toFloats();
        long[] shape = golden.array(inputs + "x").shape();
        long[] sample = Arrays.copyOfRange(shape, shape.length - 3, shape.length);
        Recorder network = new Recorder();
        try (NDManager root = Torch.open()) {
            Map<String, NDArray> parameters = new HashMap<>();
            parameters.put(Recorder.OUTPUT, rows(root, golden.array(inputs + "eps"), t.length, sample));
            parameters.put(GaussianSampler.LOG_SIGMA, Torch.array(root, floats(logStd), logStd.length));
            Transition<NDArray> move = new GaussianSampler(network, sample, mode.coefficients(), mode.trainedSteps())
                    .step(
                            new EagerOps(root, 0),
                            new Params<>(parameters::get),
                            rows(root, golden.array(inputs + "x"), t.length, sample),
                            Torch.array(root, t, t.length),
                            rows(root, golden.array(inputs + "noise"), t.length, sample));

            float[] next = move.next().toFloatArray();
            STEP.check(expected + "mean", move.mean().toFloatArray(), golden.array(expected + "mean"));
            STEP.check(expected + "sample", next, golden.array(expected + "sample"));
            STEP.check(expected + "sigma", move.std().toFloatArray(), golden.array(expected + "sigma"));
            LOG.check(expected + "entropy", move.logStd().toFloatArray(), golden.array(expected + "entropy"));
            TIME.check(expected + "steps", network.time, golden.array(expected + "steps"));

            float[] log = move.logStd().toFloatArray();
            LOG.check(expected + "logp", logDensity(log, noise), golden.array(expected + "logp"));
            if (golden.has(expected + "log_prob_step")) {
                float[] mean = move.mean().toFloatArray();
                float[] stored = golden.array(expected + "sample").toFloats();
                float[] unit = new float[noise.length];
                int d = noise.length / t.length;
                for (int i = 0; i < unit.length; i++) {
                    unit[i] = (float) ((stored[i] - mean[i]) / Math.exp(log[i / d]));
                }
                AMPLIFIED.check(
                        expected + "log_prob_step", logDensity(log, unit), golden.array(expected + "log_prob_step"));
            }
        }
    }

    /** Log-density of a step in nats per dimension, from the unit noise that it took. */
    private static double[] logDensity(float[] logStd, float[] noise) {
        int d = noise.length / logStd.length;
        double[] out = new double[logStd.length];
        for (int i = 0; i < out.length; i++) {
            double squares = 0;
            for (int j = 0; j < d; j++) squares += noise[i * d + j] * noise[i * d + j];
            out[i] = -squares / d / 2 - logStd[i] - Math.log(2 * Math.PI) / 2;
        }
        return out;
    }

    private static NDArray rows(NDManager root, HostTensor tensor, int rows, long[] sample) {
        return Torch.array(root, tensor.toFloats(), rows, sample[0], sample[1], sample[2]);
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        return out;
    }

    /** Answers with the recorded output and remembers the time it was told. */
    private static final class Recorder implements TimeNetwork {

        static final String OUTPUT = "recorded";
        private float[] time = {};

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T t) {
            time = ((NDArray) t).toFloatArray();
            return p.get(OUTPUT);
        }
    }
}
