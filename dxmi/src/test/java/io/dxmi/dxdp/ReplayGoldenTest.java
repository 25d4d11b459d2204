package io.dxmi.dxdp;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training takes the reference's steps, from its weights and with its random draws, iteration by iteration. */
@Tag("golden")
class ReplayGoldenTest {

    /** Float32 of one roll-out from equal weights. */
    private static final Tolerance FIRST_STATES = Tolerance.relMax(1e-5);
    /** The same, with the weights' own error behind it. */
    private static final Tolerance LATER_STATES = Tolerance.relMax(5e-5);

    private static final Tolerance SIGMA = Tolerance.scaled(5e-6);
    /** Scalars and rows made of sums in another order. */
    private static final Tolerance SCALAR = Tolerance.scaled(1e-4);

    private static final Tolerance BETAS = Tolerance.relMax(1e-5);
    /** Learning rates of 1e-4 to 3e-3, a handful of steps. */
    private static final Tolerance WEIGHTS = Tolerance.absolute(2e-5);
    /** The coefficients are in double here, from float32 products there: cancellation in 1 - alphaBar. */
    private static final Tolerance COEFFICIENTS = Tolerance.relative(1.5e-4);

    static List<GoldenCase> cases() {
        List<GoldenCase> cases = new ArrayList<>();
        for (String variants : List.of("dxmi_ti_*", "dxmi_td_*", "dxmi_ev_*", "dxmi_img_*", "dxmi_cond_*")) {
            cases.addAll(GoldenCase.matching(variants));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesTheReferencesSteps(GoldenCase golden) {
        try (NDManager root = Torch.open()) {
            GoldenRun run = new GoldenRun(golden, root);
            BETAS.check("init/betas_for_q", betas(run), golden.array("init/betas_for_q"));
            new Replay(run, root).all();
        }
    }

    /** In the reference's order. */
    private static double[] betas(GoldenRun run) {
        double[] byStep = Numbers.of(run.velocity.squares());
        return run.options.countsFromNoise() ? byStep : Numbers.reversed(byStep);
    }

    /** One case, iteration by iteration. */
    private static final class Replay {

        private final GoldenRun run;
        private final GoldenCase golden;
        private final NDManager root;
        private final StepProbe probe;
        private final List<RollOut> recent = new ArrayList<>();
        private final List<StepProbe.ValueStep> valueSteps = new ArrayList<>();
        private final List<StepProbe.SamplerStep> samplerSteps = new ArrayList<>();
        private RecordedDraws draws;

        Replay(GoldenRun run, NDManager root) {
            this.run = run;
            this.golden = run.golden;
            this.root = root;
            this.probe = new StepProbe(run);
        }

        void all() {
            for (int i = 0; i < run.iterations(); i++) iteration(i);
        }

        private void iteration(int i) {
            String it = "it/" + i + "/";
            draws = new RecordedDraws(golden, i, run.options.steps(), this::before);
            valueSteps.clear();
            samplerSteps.clear();
            if (i % run.critic() == 0) recent.clear();
            // the trainer will draw these very trajectories again
            NDArray labels = labels(i);
            RollOut rollOut = run.chain.rollOut(root, draws, labels);
            recent.add(rollOut);
            checkRollOut(it + "sample/", rollOut, i == 0 ? FIRST_STATES : LATER_STATES);
            checkLeak(i);

            HostTensor data = golden.array("data/" + i);
            NDArray points = Torch.array(root, data.toFloats(), batched(data.shape()[0]));
            Map<String, Double> row = run.trainer.iterate(i, points, labels.duplicate(), draws);

            double[] betas = betas(run);
            BETAS.check(it + "betas_for_q", betas, golden.array(it + "betas_for_q"));
            checkTargets(it + "td/");
            JsonNode logs = golden.json().get("logs").get(i);
            checkLog(it + "log_f_v", logs.get("log_f_v"), energyAndValueLog(row, betas));
            assertThat(logs.hasNonNull("log_sampler")).isEqualTo(!samplerSteps.isEmpty());
            if (logs.hasNonNull("log_sampler")) checkLog(it + "log_sampler", logs.get("log_sampler"), samplerLog());
            checkGradientNorms(i, row);
            checkWeights(it + "w/");
        }

        private NDArray labels(int i) {
            return run.options.isConditional()
                    ? Torch.array(root, golden.array("labels/" + i).toLongs(), run.batch())
                    : Torch.filled(root, run.batch(), 0);
        }

        private long[] batched(long rows) {
            long[] one = run.sampler.sampleShape();
            long[] shape = new long[one.length + 1];
            shape[0] = rows;
            System.arraycopy(one, 0, shape, 1, one.length);
            return shape;
        }

        /** Called right before each step of the trainer. */
        private void before(String step) {
            String[] words = step.split(" ", -1);
            try (NDManager scope = root.newSubManager()) {
                switch (words[0]) {
                    case "energy" -> {}
                    case "value" ->
                        valueSteps.add(
                                probe.value(scope, draws, recent.get(recent.size() - 1), Integer.parseInt(words[1])));
                    case "sampler" -> samplerSteps.add(probe.sampler(scope, draws, recent, Integer.parseInt(words[1])));
                    default -> throw new AssertionError("unknown step " + step);
                }
            }
        }

        private void checkRollOut(String path, RollOut rollOut, Tolerance states) {
            states.check(path + "l_sample", Numbers.of(rollOut.states()), golden.array(path + "l_sample"));
            states.check(path + "mean", Numbers.of(rollOut.means()), golden.array(path + "mean"));
            SIGMA.check(path + "sigma", Numbers.of(rollOut.stds()), golden.array(path + "sigma"));
        }

        private void checkLeak(int i) {
            if (run.leak == null) return;
            double norm = probe.leak();
            boolean cleared = !run.options.leaksEnergyGradients() && !run.options.isEnergyValueTrainer();
            JsonNode onEntry = golden.json().get("logs").get(i).get("energy_grad_norm_on_entry");
            SCALAR.check("energy_grad_norm_on_entry " + i, cleared ? 0 : norm, onEntry.asDouble());
        }

        /** The reference's rows are permuted. */
        private void checkTargets(String path) {
            assertThat(valueSteps).hasSize(run.options.steps() * run.options.valuePasses());
            for (int k = 0; k < valueSteps.size(); k++) {
                StepProbe.ValueStep step = valueSteps.get(k);
                int[] rows = draws.valueRows(step.t());
                double[] value = new double[rows.length];
                double[] target = new double[rows.length];
                for (int j = 0; j < rows.length; j++) {
                    value[j] = step.value()[rows[j]];
                    target[j] = step.target()[rows[j]];
                }
                String name = path + "%02d/".formatted(k);
                SCALAR.check(name + "v", value, golden.array(name + "v"));
                SCALAR.check(name + "target", target, golden.array(name + "target"));
            }
        }

        private Map<String, Double> energyAndValueLog(Map<String, Double> row, double[] betas) {
            Map<String, Double> log = new LinkedHashMap<>();
            log.put("ebm/d_loss_", row.getOrDefault("energy/contrast", row.get("energy/loss")));
            log.put("ebm/pos_e_", row.get("energy/energy_data"));
            log.put("ebm/neg_e_", row.get("energy/energy_sample"));
            log.put("ebm/reg_", run.options.hasGamma() ? row.get("energy/energy_magnitude") : 0);
            for (StepProbe.ValueStep step : valueSteps) {
                log.put("value/step_" + step.t() + "_", Numbers.mean(step.value()));
                log.put("running_cost/step_" + step.t() + "_", step.runningCost());
                // the last one stays
                log.put("ebm/v_loss_", step.stats().loss());
                log.put("ebm/running_cost_", step.runningCost());
            }
            for (int k = 0; k < betas.length; k++) {
                log.put("adavelreg/beta" + k + "_", betas[k]);
                log.put("adavelreg/beta_for_q_" + k + "_", betas[k]);
            }
            return log;
        }

        private Map<String, Double> samplerLog() {
            StepProbe.SamplerStep last = samplerSteps.get(samplerSteps.size() - 1);
            Map<String, Double> log = new LinkedHashMap<>();
            log.put("sampler/sampler_loss_", last.stats().loss());
            log.put("sampler/sampler_value_loss_", last.value());
            log.put("sampler/running_cost_", last.stats().logged().get("running_cost"));
            log.put("sampler/causal_entropy_", last.stats().logged().get("log_sigma"));
            if (run.sampler.trainedSteps() > 0) {
                double[] logSigma = Numbers.of(run.weights("sampler").get(GaussianSampler.LOG_SIGMA));
                for (int t = 0; t < logSigma.length; t++) {
                    log.put("sigma/sigma_" + t + "_", Math.exp(logSigma[t]));
                    log.put("beta/beta_" + t + "_", Math.exp(logSigma[t]));
                }
            }
            return log;
        }

        private static void checkLog(String what, JsonNode expected, Map<String, Double> actual) {
            for (Map.Entry<String, JsonNode> entry : expected.properties()) {
                assertThat(actual).as(what).containsKey(entry.getKey());
                SCALAR.check(
                        what + " " + entry.getKey(),
                        actual.get(entry.getKey()),
                        entry.getValue().asDouble());
            }
        }

        /** Norms before clipping, wherever the reference clipped. */
        private void checkGradientNorms(int i, Map<String, Double> row) {
            // what the trainer itself reports is the mean over its steps
            SCALAR.check(
                    "value/grad_norm " + i,
                    row.get("value/grad_norm"),
                    valueSteps.stream()
                            .mapToDouble(step -> step.stats().gradNorm())
                            .average()
                            .orElseThrow());
            if (!samplerSteps.isEmpty()) {
                SCALAR.check(
                        "sampler/grad_norm " + i,
                        row.get("sampler/grad_norm"),
                        samplerSteps.stream()
                                .mapToDouble(step -> step.stats().gradNorm())
                                .average()
                                .orElseThrow());
            }
            List<Double> critics = new ArrayList<>();
            if (run.options.isEnergyValueTrainer()) critics.add(row.get("energy/grad_norm"));
            if (run.options.clipsValue()) {
                valueSteps.forEach(step -> critics.add(step.stats().gradNorm()));
            }
            checkNorms(i, "update_f_v", critics);
            // what is not clipped is not recorded
            boolean clipped = Double.isFinite(run.options.clip("update_sampler"));
            checkNorms(
                    i,
                    "update_sampler",
                    clipped
                            ? samplerSteps.stream()
                                    .map(step -> step.stats().gradNorm())
                                    .toList()
                            : List.of());
        }

        private void checkNorms(int i, String phase, List<Double> norms) {
            List<Double> expected = new ArrayList<>();
            for (JsonNode call : golden.json().get("grad_clip_calls")) {
                if (call.get("it").asInt() == i && call.get("phase").asText().equals(phase)) {
                    expected.add(call.get("total_norm").asDouble());
                }
            }
            SCALAR.check(
                    phase + " gradient norms " + i,
                    norms.stream().mapToDouble(Double::doubleValue).toArray(),
                    expected.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private void checkWeights(String path) {
            for (Map.Entry<String, JsonNode> entry :
                    golden.json().get("weight_stride").properties()) {
                String name = entry.getKey();
                String network = name.substring(0, name.indexOf('/'));
                String parameter = name.substring(network.length() + 1);
                Learner learner = run.learners.get(network);
                HostTensor expected = golden.array(path + name);
                if (!learner.weights().names().contains(parameter)) {
                    checkBuffer(path + name, parameter, expected);
                    continue;
                }
                double[] all = Numbers.of(learner.weights().get(parameter));
                int stride = entry.getValue().asInt();
                double[] wanted = expected.toDoubles();
                double[] actual = new double[(all.length + stride - 1) / stride];
                for (int k = 0; k < actual.length; k++) actual[k] = all[k * stride];
                if (!isLoose(name) && isTouchy(network, parameter)) {
                    settleTouchy(path + name, learner, actual, wanted);
                }
                tolerance(name, learner).check(path + name, actual, wanted);
            }
        }

        /**
         * Whether it is the array in which the reference's own float32 run strayed farthest. Where it strays in the first
         * step and stays off by as much, an element's first gradient is probably as small as Adam's epsilon.
         */
        private boolean isTouchy(String network, String parameter) {
            for (JsonNode measured : golden.json().get("measured_float32_vs_float64")) {
                JsonNode at = measured.path("weights").path(network).path("at");
                if (at.asText().equals(parameter)) return true;
            }
            return false;
        }

        /** Lets at most one element in fifty be off, by no more than Adam can move it. */
        private static void settleTouchy(String what, Learner learner, double[] actual, double[] wanted) {
            int off = 0;
            for (int k = 0; k < actual.length; k++) {
                if (Math.abs(actual[k] - wanted[k]) <= WEIGHTS.size()) continue;
                loose(learner).check(what + " " + k, actual[k], wanted[k]);
                actual[k] = wanted[k];
                off++;
            }
            assertThat(off).as(what).isLessThanOrEqualTo(actual.length / 50);
        }

        /** What the reference keeps among its weights and never trains. */
        private void checkBuffer(String what, String name, HostTensor expected) {
            switch (name) {
                case "std" ->
                    COEFFICIENTS.check(what, run.sampler.coefficients().std(), expected);
                case GaussianSampler.LOG_SIGMA ->
                    COEFFICIENTS.check(what, run.sampler.coefficients().std(), exp(expected));
                default -> throw new AssertionError("no parameter for " + what);
            }
        }

        private static double[] exp(HostTensor logs) {
            double[] values = logs.toDoubles();
            for (int i = 0; i < values.length; i++) values[i] = Math.exp(values[i]);
            return values;
        }

        /** Whether the exact gradient is zero: Adam then makes steps of the order of the rate out of rounding. */
        private boolean isLoose(String name) {
            return golden.json().get("loose_params").has(name);
        }

        private Tolerance tolerance(String name, Learner learner) {
            return isLoose(name) ? loose(learner) : WEIGHTS;
        }

        private static Tolerance loose(Learner learner) {
            double steps =
                    learner.state().get(learner.weights().name() + "/adam.step").toDoubles()[0];
            return Tolerance.absolute(steps * learner.adam().rate());
        }
    }
}
