package io.dxmi.runs.start;

import io.dxmi.build.Schedules;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.schedule.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The diffusion that a network was trained on, as its checkpoint tells it: by the settings of a diffusers scheduler, or by tables.
 *
 * @param prediction empty if the checkpoint tells the levels alone
 * @param betas of a DDPM; null for a flow
 * @param shift of a flow
 */
record TrainedDiffusion(Optional<Prediction> prediction, DdpmBetas betas, double shift) {

    private static final Map<String, Prediction> PREDICTIONS =
            Map.of("epsilon", Prediction.NOISE, "sample", Prediction.DATA, "v_prediction", Prediction.VELOCITY);

    private static final Map<String, DdpmBetas> BETAS =
            Map.of("linear", DdpmBetas.LINEAR, "squaredcos_cap_v2", DdpmBetas.COSINE);

    /**
     * Reads it, if the checkpoint tells it.
     *
     * @throws UserError naming every setting of a diffusion that no schedule here has
     */
    static Optional<TrainedDiffusion> of(Path origin, ImportedNetwork network) {
        Map<String, String> settings = new HashMap<>();
        network.diffusion()
                .forEach((key, value) -> settings.put(key.substring(ImportedNetwork.SCHEDULER.length()), value));
        if (settings.isEmpty()) return Optional.empty();
        List<String> differences = new ArrayList<>();
        TrainedDiffusion found =
                settings.containsKey("betas") ? table(settings, differences) : scheduler(settings, differences);
        if (!differences.isEmpty()) {
            throw new UserError(origin + ": its scheduler describes a diffusion that is not supported: "
                    + String.join("; ", differences));
        }
        return Optional.of(found);
    }

    private static TrainedDiffusion table(Map<String, String> settings, List<String> differences) {
        String name = settings.get("betas");
        for (DdpmBetas known : DdpmBetas.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new TrainedDiffusion(
                        Optional.ofNullable(PREDICTIONS.get(settings.getOrDefault("prediction_type", ""))), known, 1);
            }
        }
        differences.add(
                "its table betas has " + name + ", expected those of a linear, cosine or sigmoid DDPM of 1000 steps");
        return null;
    }

    private static TrainedDiffusion scheduler(Map<String, String> settings, List<String> differences) {
        String kind = settings.getOrDefault("_class_name", "DDPMScheduler");
        if (kind.startsWith("FlowMatch")) {
            require(settings, differences, "num_train_timesteps", "1000", "1000");
            require(settings, differences, "use_dynamic_shifting", "false", "false");
            return new TrainedDiffusion(
                    Optional.of(Prediction.FLOW), null, number(settings.getOrDefault("shift", "1.0"), differences));
        }
        String schedule = settings.getOrDefault("beta_schedule", "linear");
        if (!BETAS.containsKey(schedule)) {
            differences.add("beta_schedule is " + schedule + ", expected linear or squaredcos_cap_v2");
        }
        require(settings, differences, "num_train_timesteps", "1000", "1000");
        if (schedule.equals("linear")) {
            require(settings, differences, "beta_start", "0.0001", "1.0E-4");
            require(settings, differences, "beta_end", "0.02", "0.02");
        }
        require(settings, differences, "trained_betas", "null", "null");
        require(settings, differences, "rescale_betas_zero_snr", "false", "false");
        if (kind.matches("(EDM|Sde|KarrasVe|CM|VQ).*")) {
            differences.add("its class is " + kind + ", expected DDPMScheduler or another of the same diffusion");
        }
        String predicted = settings.getOrDefault("prediction_type", "epsilon");
        if (!PREDICTIONS.containsKey(predicted)) {
            differences.add("prediction_type is " + predicted + ", expected epsilon, sample or v_prediction");
        }
        return new TrainedDiffusion(Optional.ofNullable(PREDICTIONS.get(predicted)), BETAS.get(schedule), 1);
    }

    private static double number(String text, List<String> differences) {
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
    private static void require(
            Map<String, String> settings, List<String> differences, String key, String needed, String spelled) {
        String value = settings.getOrDefault(key, needed);
        if (!value.equals(needed) && !value.equals(spelled)) {
            differences.add(key + " is " + value + ", expected " + needed);
        }
    }

    /** Whether a sampler takes the network for what it was trained as. */
    boolean fits(SamplerConfig sampler) {
        boolean same = prediction.isEmpty() || prediction.get() == Schedules.prediction(sampler);
        return same && fits(sampler.schedule());
    }

    /** Whether a schedule visits levels of this diffusion. */
    boolean fits(ScheduleConfig schedule) {
        if (betas == null) return schedule instanceof ScheduleConfig.Flow f && f.timeScale() == FLOW_TIMES;
        if (schedule instanceof ScheduleConfig.Subsampled s) return s.betas() == betas;
        return betas == DdpmBetas.LINEAR
                && (schedule instanceof ScheduleConfig.FastDpm || schedule instanceof ScheduleConfig.FastDpmAsReleased);
    }

    /** Kinds of schedule whose levels are of this diffusion. */
    List<String> schedules() {
        if (betas == null) return List.of("flow");
        return betas == DdpmBetas.LINEAR
                ? List.of("fastdpm", "fastdpm-as-released", "ddpm-subsampled")
                : List.of("ddpm-subsampled");
    }

    /** Keys and values that make a sampler fit. */
    Map<String, String> assignments(ScheduleConfig draft) {
        Map<String, String> keys = new LinkedHashMap<>();
        prediction.ifPresent(p -> keys.put("sampler.prediction", p.name().toLowerCase(Locale.ROOT)));
        if (betas == null) {
            keys.put("sampler.schedule.kind", "flow");
            keys.put("sampler.schedule.time_scale", "" + FLOW_TIMES);
            keys.put("sampler.schedule.shift", "" + shift);
        } else if (!fits(draft) || betas != DdpmBetas.LINEAR) {
            keys.put("sampler.schedule.kind", "ddpm-subsampled");
            keys.put("sampler.schedule.betas", betas.name().toLowerCase(Locale.ROOT));
        }
        return keys;
    }

    /** For sentences: "the noise of a linear DDPM". */
    String said() {
        String what = prediction.map(Prediction::said).orElse("what no tensor tells");
        return betas == null ? what : what + " of a " + betas.name().toLowerCase(Locale.ROOT) + " DDPM";
    }

    /** What diffusers tells a network of a flow is its share of noise times this. */
    private static final double FLOW_TIMES = 1000;
}
