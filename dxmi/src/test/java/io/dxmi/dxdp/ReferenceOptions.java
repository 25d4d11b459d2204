package io.dxmi.dxdp;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.value.CostToGo;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What the reference's options mean: numbers per step. An absent and a null option are the same to it. */
record ReferenceOptions(GoldenCase golden) {

    private static final double EPS = 1e-8; // Adam's, there as here

    private JsonNode config() {
        return golden.json().get("config");
    }

    private JsonNode trainer(String option) {
        return config().get("trainer").path(option);
    }

    private static boolean isGiven(JsonNode option) {
        return !option.isMissingNode() && !option.isNull();
    }

    /** To the reference false is 0 and true is 1. */
    private static double number(JsonNode option) {
        return option.isBoolean() ? (option.asBoolean() ? 1 : 0) : option.asDouble();
    }

    int steps() {
        return trainer("n_timesteps").asInt();
    }

    /** The trainer for a separate energy and value ("EV"), whose rules differ in many places. */
    boolean isEnergyValueTrainer() {
        String trainer = config().get("trainer_class").asText();
        return switch (trainer) {
            case "DxMI_Trainer", "DxMI_Trainer_Cond" -> false;
            case "DxMI_Trainer_EV" -> true;
            default -> throw new AssertionError("unknown trainer " + trainer);
        };
    }

    /** The trainer for classes, whose rules differ again. */
    boolean isConditional() {
        return config().get("trainer_class").asText().equals("DxMI_Trainer_Cond");
    }

    /** Whether the variances of the running cost are indexed by the sampler's step instead of from the data. */
    boolean countsFromNoise() {
        return isConditional() && trainer("beta_ordering").asText("forward").equals("forward");
    }

    /** How often an iteration goes through all times to fit the value. */
    int valuePasses() {
        return isConditional() ? trainer("repeat_value_update").asInt(1) : 1;
    }

    /** Whether each pass takes the times in a random order. */
    boolean shufflesTimes() {
        return isConditional() && trainer("value_update_order").asText().equals("random");
    }

    int generator() {
        return config().path("n_generator").asInt(steps());
    }

    int critic() {
        return config().path("n_critic").asInt(1);
    }

    /** Whether it is RAdam that moves the sampler. */
    boolean rectifiesSampler() {
        return config().at("/optim/kind_sampler").asText().equals("RAdam");
    }

    /** What the entropy in the value's target is relative to; the sampler's loss takes it as it is. */
    private double logSigmaScale() {
        return Math.log(trainer("sigma_scale").asDouble(1));
    }

    /** Whether energy and value are two networks. */
    boolean isEnergySeparate() {
        return isGiven(config().path("energy"));
    }

    /** Whether the energy's magnitude is held down, and so logged; 0 counts. */
    boolean hasGamma() {
        return isGiven(trainer("gamma"));
    }

    double gamma() {
        return number(trainer("gamma"));
    }

    double velocityDecay() {
        return isGiven(trainer("adavelreg")) ? trainer("adavelreg").asDouble() : 1;
    }

    boolean drawsFreshMoves() {
        return isEnergyValueTrainer() || trainer("value_resample").asBoolean();
    }

    boolean clipsValue() {
        return trainer("value_grad_clip").asBoolean();
    }

    double[] timeCost() {
        double weight = number(trainer("time_cost_sig"));
        double[] cost = CostToGo.sigmoidTimeCost(steps(), weight);
        if (isGiven(trainer("time_cost_sig_center"))) {
            double centre = trainer("time_cost_sig_center").asDouble();
            for (int t = 0; t < cost.length; t++) {
                cost[t] = weight * (logistic(centre - t) - logistic(centre - t - 1));
            }
        }
        double constant = number(trainer("time_cost"));
        double[] entropy = entropyInValue();
        for (int t = 0; t < cost.length; t++) cost[t] += constant + entropy[t] * logSigmaScale();
        return cost;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Not in the value's target unless asked for, except in the EV trainer: there always. */
    double[] runningInValue() {
        return inValue("velocity_in_value", number(trainer("tau2")));
    }

    double[] entropyInValue() {
        double scale = trainer("entropy_value_scale").asDouble(1);
        return inValue("entropy_in_value", number(trainer("tau1")) * scale);
    }

    private double[] inValue(String option, double tau) {
        if (isEnergyValueTrainer()) return CostToGo.weights(steps(), tau, 0);
        if (!isGiven(trainer(option))) return new double[steps()];
        return CostToGo.weights(steps(), tau, (int) number(trainer(option)));
    }

    double[] runningInSampler() {
        return CostToGo.weights(steps(), number(trainer("tau2")), skippedBySampler());
    }

    double[] entropyInSampler() {
        return CostToGo.weights(steps(), number(trainer("tau1")), skippedBySampler());
    }

    private int skippedBySampler() {
        return (int) number(trainer("skip_sampler_tau"));
    }

    /** The variances of the running cost before training, index 0 = data. */
    double[] betas() {
        int n = steps();
        if (trainer("use_sampler_beta").asBoolean() && isConditional()) {
            return Arrays.stream(golden.array("schedule/sigmas").toDoubles())
                    .limit(n)
                    .map(s -> s * s)
                    .toArray();
        }
        if (trainer("use_sampler_beta").asBoolean()) {
            // The EV trainer takes deviations, in the sampler's order of time, and reads them as variances from the
            // data.
            return isEnergyValueTrainer()
                    ? Arrays.stream(golden.array("init/sampler/" + GaussianSampler.LOG_SIGMA)
                                    .toDoubles())
                            .map(Math::exp)
                            .toArray()
                    : FastDpmSchedule.asReleased(n).eta();
        }
        double start = trainer("q_beta_start").asDouble(1);
        double end = trainer("q_beta_end").asDouble(1);
        String schedule = trainer("q_beta_schedule").asText("constant");
        return switch (schedule) {
            case "constant" -> spaced(n, start, start, x -> x);
            case "linear" -> spaced(n, start, end, x -> x);
            case "quad" -> spaced(n, Math.sqrt(start), Math.sqrt(end), x -> x * x);
            case "sigmoid" -> spaced(n, -6, 6, x -> start + (end - start) / (1 + Math.exp(-x)));
            default -> throw new AssertionError("unknown q_beta_schedule " + schedule);
        };
    }

    private static double[] spaced(int n, double from, double to, DoubleUnaryOperator of) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) values[i] = of.applyAsDouble(from + (to - from) * i / Math.max(1, n - 1));
        return values;
    }

    /** The norm that gradients were clipped to in a phase; infinite if there was no such step. */
    double clip(String phase) {
        for (JsonNode call : golden.json().get("grad_clip_calls")) {
            if (call.get("phase").asText().equals(phase))
                return call.get("max_norm").asDouble();
        }
        return Double.POSITIVE_INFINITY;
    }

    JsonNode optimiser() {
        JsonNode optim = config().get("optim");
        String kind = optim.path(isConditional() ? "kind_value" : "kind").asText();
        if (!kind.equals("Adam")
                || optim.get("weight_decay").asDouble() != 0
                || optim.path("eps").asDouble(EPS) != EPS) {
            throw new AssertionError("not plain Adam: " + optim);
        }
        return optim;
    }

    /** Whether the gradients that a sampler step leaves in a separate energy join the energy's next step. */
    boolean leaksEnergyGradients() {
        return !isEnergyValueTrainer()
                && isEnergySeparate()
                && !config().path("clear_energy_grad_before_update_f_v").asBoolean();
    }
}
