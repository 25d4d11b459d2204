package io.dxmi.config;

import io.dxmi.samplers.schedule.Prediction;

/**
 * The diffusion sampler.
 *
 * @param steps T, at least 2
 * @param network in its step
 * @param prediction what its network predicts, unless {@link ScheduleConfig#fixesPrediction the schedule says it}
 * @param sigma which step deviations are trained
 * @param lastStd the last step's standard deviation at the start
 */
public record SamplerConfig(
        int steps,
        ScheduleConfig schedule,
        DenoiserConfig network,
        Prediction prediction,
        SigmaConfig sigma,
        double lastStd,
        OptimizerConfig optimizer) {

    public SamplerConfig {
        Require.atLeast("steps", steps, 2);
        Require.above("last_std", lastStd, 0);
        schedule.check(steps);
    }
}
