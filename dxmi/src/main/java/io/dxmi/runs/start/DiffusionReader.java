package io.dxmi.runs.start;

import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link TrainedDiffusion} of what a checkpoint says, and lists everything that no schedule here has. */
final class DiffusionReader {

    private static final Map<String, Prediction> PREDICTIONS =
            Map.of("epsilon", Prediction.NOISE, "sample", Prediction.DATA, "v_prediction", Prediction.VELOCITY);

    private static final Map<String, DdpmBetas> BETAS =
            Map.of("linear", DdpmBetas.LINEAR, "squaredcos_cap_v2", DdpmBetas.COSINE);

    /** What EDM's code calls its own preconditioning. */
    private static final String EDM = "EDMPrecond";

    /** EDM's code for the diffusions of others, and what each would need. */
    private static final Map<String, String> OTHERS = Map.of(
            "VPPrecond", "continuous variance-preserving levels, of which the network is told 999 times the time",
            "VEPrecond", "a prediction of the noise at levels of which the network is told the logarithm of their half",
            "iDDPMPrecond", "a network that is told the steps of a cosine DDPM and predicts variances too");

    private final Map<String, String> settings;
    private final List<String> differences = new ArrayList<>();

    /** @param settings by the names of diffusers, or with {@code betas} of a table */
    DiffusionReader(Map<String, String> settings) {
        this.settings = settings;
    }

    /** What is not supported; empty if {@link #read} gave the diffusion. */
    List<String> differences() {
        return differences;
    }

    TrainedDiffusion read() {
        if (settings.containsKey("betas")) return table();
        String kind = settings.getOrDefault("_class_name", "DDPMScheduler");
        if (kind.endsWith("Precond")) return edm(kind);
        return kind.startsWith("FlowMatch") ? flow() : ddpm(kind);
    }

    private TrainedDiffusion table() {
        String name = settings.get("betas");
        for (DdpmBetas known : DdpmBetas.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new TrainedDiffusion.Ddpm(
                        Optional.ofNullable(PREDICTIONS.get(settings.getOrDefault("prediction_type", ""))), known);
            }
        }
        differences.add(
                "its table betas has " + name + ", expected those of a linear, cosine or sigmoid DDPM of 1000 steps");
        return null;
    }

    private TrainedDiffusion edm(String kind) {
        if (kind.equals(EDM)) {
            String deviation = "" + Preconditioning.EDM.dataStd();
            require("sigma_data", deviation, deviation);
        } else {
            String needs = OTHERS.containsKey(kind) ? ", which needs " + OTHERS.get(kind) : "";
            differences.add("its class is " + kind + needs + "; expected " + EDM);
        }
        return new TrainedDiffusion.Edm();
    }

    private TrainedDiffusion flow() {
        require("num_train_timesteps", "1000", "1000");
        require("use_dynamic_shifting", "false", "false");
        return new TrainedDiffusion.Flow(number(settings.getOrDefault("shift", "1.0")));
    }

    private TrainedDiffusion ddpm(String kind) {
        String schedule = settings.getOrDefault("beta_schedule", "linear");
        if (!BETAS.containsKey(schedule)) {
            differences.add("beta_schedule is " + schedule + ", expected linear or squaredcos_cap_v2");
        }
        require("num_train_timesteps", "1000", "1000");
        if (schedule.equals("linear")) {
            require("beta_start", "0.0001", "1.0E-4");
            require("beta_end", "0.02", "0.02");
        }
        require("trained_betas", "null", "null");
        require("rescale_betas_zero_snr", "false", "false");
        if (kind.matches("(EDM|Sde|KarrasVe|CM|VQ).*")) {
            differences.add("its class is " + kind + ", expected DDPMScheduler or another of the same diffusion");
        }
        String predicted = settings.getOrDefault("prediction_type", "epsilon");
        if (!PREDICTIONS.containsKey(predicted)) {
            differences.add("prediction_type is " + predicted + ", expected epsilon, sample or v_prediction");
        }
        return new TrainedDiffusion.Ddpm(Optional.ofNullable(PREDICTIONS.get(predicted)), BETAS.get(schedule));
    }

    private double number(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0) return value;
        } catch (NumberFormatException e) {
            // named below as any other value
        }
        differences.add("shift is " + text + ", expected a positive number");
        return 1;
    }

    /** The second spelling is the one of Java. */
    private void require(String key, String needed, String spelled) {
        String value = settings.getOrDefault(key, needed);
        if (!value.equals(needed) && !value.equals(spelled)) {
            differences.add(key + " is " + value + ", expected " + needed);
        }
    }
}
