package io.dxmi.config;

import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.Prediction;
import java.util.Locale;

/**
 * The diffusion sampler.
 *
 * @param kind the solver that draws samples; joint training needs a {@link SamplerKind#isGaussian Gaussian} one
 * @param steps T, at least 1
 * @param network in its step
 * @param prediction what its network predicts, unless {@link ScheduleConfig#fixesPrediction the schedule says it}
 * @param sigma which step deviations are trained
 * @param lastStd the last step's standard deviation at the start
 * @param adapter what is trained of a network that comes trained
 */
public record SamplerConfig(
        SamplerKind kind,
        int steps,
        ScheduleConfig schedule,
        DenoiserConfig network,
        Prediction prediction,
        SigmaConfig sigma,
        double lastStd,
        AdapterConfig adapter,
        OptimizerConfig optimizer) {

    public SamplerConfig {
        Require.count("steps", steps, 1, 1_000);
        Require.above("last_std", lastStd, 0);
        schedule.check(steps);
        boolean flow = schedule instanceof ScheduleConfig.Flow;
        Require.that(
                schedule.fixesPrediction() || flow == prediction.isFlow(),
                flow
                        ? "prediction must be flow or flow_to_data with schedule.kind=flow, got "
                                + prediction.name().toLowerCase(Locale.ROOT)
                        : "prediction must be noise, data or velocity but with schedule.kind=flow, got "
                                + prediction.name().toLowerCase(Locale.ROOT));
    }
}
