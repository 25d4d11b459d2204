package io.dxmi.runs.start;

import io.dxmi.build.Schedules;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.schedule.Prediction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The diffusion that a network was trained on, as its checkpoint tells it: by the settings of a diffusers scheduler, by EDM's module
 * around the network, or by tables.
 */
sealed interface TrainedDiffusion {

    /** Whether a sampler takes the network for what it was trained as. */
    boolean fits(SamplerConfig sampler);

    /** Whether a schedule visits levels of this diffusion. */
    boolean fits(ScheduleConfig schedule);

    /** Kinds of schedule whose levels are of this diffusion. */
    List<String> schedules();

    /** Keys and values that make a sampler fit. */
    Map<String, String> assignments(ScheduleConfig draft);

    /** For sentences: "the noise of a linear DDPM". */
    String said();

    /**
     * A DDPM of 1000 steps.
     *
     * @param prediction empty if the checkpoint tells the levels alone
     */
    record Ddpm(Optional<Prediction> prediction, DdpmBetas betas) implements TrainedDiffusion {

        @Override
        public boolean fits(SamplerConfig sampler) {
            boolean same = prediction.isEmpty() || prediction.get() == Schedules.prediction(sampler);
            return same && fits(sampler.schedule());
        }

        @Override
        public boolean fits(ScheduleConfig schedule) {
            if (schedule instanceof ScheduleConfig.Subsampled s) return s.betas() == betas;
            return betas == DdpmBetas.LINEAR
                    && (schedule instanceof ScheduleConfig.FastDpm
                            || schedule instanceof ScheduleConfig.FastDpmAsReleased);
        }

        @Override
        public List<String> schedules() {
            return betas == DdpmBetas.LINEAR
                    ? List.of("fastdpm", "fastdpm-as-released", "ddpm-subsampled")
                    : List.of("ddpm-subsampled");
        }

        @Override
        public Map<String, String> assignments(ScheduleConfig draft) {
            Map<String, String> keys = new LinkedHashMap<>();
            prediction.ifPresent(p -> keys.put("sampler.prediction", p.name().toLowerCase(Locale.ROOT)));
            if (!fits(draft) || betas != DdpmBetas.LINEAR) {
                keys.put("sampler.schedule.kind", "ddpm-subsampled");
                keys.put("sampler.schedule.betas", betas.name().toLowerCase(Locale.ROOT));
            }
            return keys;
        }

        @Override
        public String said() {
            return prediction.map(Prediction::said).orElse("what no tensor tells") + " of a "
                    + betas.name().toLowerCase(Locale.ROOT) + " DDPM";
        }
    }

    /** Flow matching with diffusers' time and this shift of the levels. */
    record Flow(double shift) implements TrainedDiffusion {

        /** What diffusers tells a network of a flow is its share of noise times this. */
        private static final double TIMES = 1000;

        @Override
        public boolean fits(SamplerConfig sampler) {
            return Schedules.prediction(sampler) == Prediction.FLOW && fits(sampler.schedule());
        }

        @Override
        public boolean fits(ScheduleConfig schedule) {
            return schedule instanceof ScheduleConfig.Flow f && f.timeScale() == TIMES;
        }

        @Override
        public List<String> schedules() {
            return List.of("flow");
        }

        @Override
        public Map<String, String> assignments(ScheduleConfig draft) {
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("sampler.prediction", "flow");
            keys.put("sampler.schedule.kind", "flow");
            keys.put("sampler.schedule.time_scale", "" + TIMES);
            keys.put("sampler.schedule.shift", "" + shift);
            return keys;
        }

        @Override
        public String said() {
            return Prediction.FLOW.said();
        }
    }

    /** EDM with the usual deviation of the data: any level, and the data through EDM's preconditioning. */
    record Edm() implements TrainedDiffusion {

        @Override
        public boolean fits(SamplerConfig sampler) {
            return fits(sampler.schedule());
        }

        @Override
        public boolean fits(ScheduleConfig schedule) {
            return schedule instanceof ScheduleConfig.Karras;
        }

        @Override
        public List<String> schedules() {
            return List.of("karras");
        }

        @Override
        public Map<String, String> assignments(ScheduleConfig draft) {
            return Map.of("sampler.schedule.kind", "karras");
        }

        @Override
        public String said() {
            return "EDM's preconditioned data";
        }
    }

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
        DiffusionReader reader = new DiffusionReader(settings);
        TrainedDiffusion found = reader.read();
        if (!reader.differences().isEmpty()) {
            throw new UserError(origin + ": was trained on a diffusion that is not supported: "
                    + String.join("; ", reader.differences()));
        }
        return Optional.of(found);
    }
}
