package io.dxmi.samplers.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.net.AdmUnet;
import io.dxmi.samplers.net.ReferenceNetworks;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ancestral steps with a class-conditional network are the reference's, whichever deviations are trained. */
@Tag("golden")
class KarrasStepGoldenTest {

    /** The network's time reaches 1095. */
    private static final Tolerance STEP = Tolerance.absolute(1e-4);

    private static final Tolerance SIGMA = Tolerance.relMax(1e-6);
    /** Trained deviations start at no less than this. */
    private static final double LEAST_TRAINED = 1e-3;

    /** One recorded schedule. */
    record Recorded(GoldenCase golden, String name, JsonNode options) {
        @Override
        public String toString() {
            return golden + " " + name;
        }

        int steps() {
            return options.get("n_timesteps").asInt();
        }

        int trained() {
            return switch (options.get("trainable_beta").asText()) {
                case "true" -> steps();
                case "fix_last" -> steps() - 1;
                case "fix_last3" -> steps() - 3;
                case "false" -> 0;
                default -> throw new AssertionError("unknown trainable_beta: " + options);
            };
        }
    }

    static List<Recorded> schedules() {
        List<Recorded> list = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.matching("karras_step*")) {
            for (Map.Entry<String, JsonNode> e : golden.json().get("schedules").properties()) {
                list.add(new Recorded(golden, e.getKey(), e.getValue()));
            }
        }
        return list;
    }

    /** The schedule's options where they are given, EDM's otherwise. */
    private static StepCoefficients coefficients(Recorded r) {
        KarrasSchedule schedule = new KarrasSchedule(
                r.steps(),
                r.options.path("sigma_max").asDouble(80),
                r.options.path("sigma_min").asDouble(0.002),
                r.options.get("rho").asDouble(),
                r.options.path("stochastic_last").asBoolean(false));
        StepCoefficients own = StepCoefficients.ancestral(
                schedule,
                r.options.get("distillation").asBoolean() ? Preconditioning.CONSISTENCY : Preconditioning.EDM);
        double[] std = own.withLeastStd(LEAST_TRAINED).std();
        for (int t = r.trained(); t < std.length; t++) std[t] = own.std()[t];
        return own.withStd(std);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void takesTheReferencesSteps(Recorded r) {
        String path = r.name + "/";
        GoldenCase golden = r.golden;
        AdmUnet network = ReferenceNetworks.adm(golden.json().get("unet"));
        long[] shape = golden.array(path + "x").shape(); // (T, B, C, R, R)
        long[] sample = Arrays.copyOfRange(shape, 2, 5);
        GaussianSampler sampler = new GaussianSampler(network, sample, coefficients(r), r.trained());
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 0);
            Map<String, HostTensor> values = new LinkedHashMap<>();
            network.parameters().forEach(p -> values.put(p.name(), golden.array("w/" + p.name())));
            if (r.trained() > 0) values.put(GaussianSampler.LOG_SIGMA, perturbed(r, weights));
            weights.set(values, golden + ".npz");
            int rows = Math.toIntExact(shape[0] * shape[1]);
            long[] t = new long[rows];
            for (int i = 0; i < rows; i++) t[i] = i / shape[1];
            NDArray label = network.classes() == 0
                    ? Torch.filled(root, rows, 0)
                    : Torch.array(root, golden.array(path + "y").toLongs(), rows);
            try (Compiled step = new Compiled(root, step(sampler), weights)) {
                List<NDArray> out = step.call(
                        root,
                        rows(root, golden.array(path + "x"), rows, sample),
                        Torch.array(root, t, rows),
                        rows(root, golden.array(path + "noise"), rows, sample),
                        label);
                STEP.check("mean", out.get(0).toFloatArray(), golden.array(path + "mean"));
                STEP.check("sample", out.get(2).toFloatArray(), golden.array(path + "sample"));
                SIGMA.check("sigma", out.get(1).toFloatArray(), golden.array(path + "sigma"));
            }
        }
    }

    private static Computation step(Sampler sampler) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return Chain.STEP_INPUTS;
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move =
                        sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2), in.get(3));
                return List.of(move.mean(), move.std(), move.next());
            }
        };
    }

    private static HostTensor perturbed(Recorded r, Weights initial) {
        float[] logs = initial.get(GaussianSampler.LOG_SIGMA).toFloatArray();
        double[] delta = r.golden.array(r.name + "/delta_log_betas").toDoubles();
        for (int t = 0; t < logs.length; t++) logs[t] += (float) delta[t];
        return HostTensor.of(logs, logs.length);
    }

    private static NDArray rows(NDManager root, HostTensor tensor, int rows, long[] sample) {
        return Torch.array(root, tensor.toFloats(), rows, sample[0], sample[1], sample[2]);
    }
}
