package io.dxmi.config;

import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.Prediction;

/**
 * The diffusion sampler.
 *
 * @param kind the solver that draws samples; joint training needs {@link SamplerKind#DDPM}
 * @param steps T, at least 1
 * @param network in its step
 * @param prediction what its network predicts; of no effect with {@link ScheduleConfig.Karras} and {@link
 *     ScheduleConfig.Ddgan}
 * @param width hidden units of the MLP for points; channels of the upper level for images
 * @param depth hidden layers of the MLP; of no effect for images
 * @param features sines and cosines of points that the MLP sees beside them; 0 for none, of no effect for images
 * @param sigma which step deviations are trained
 * @param lastStd the last step's standard deviation where it is fixed apart from the schedule ({@link Sigma#FIX_LAST})
 */
public record SamplerConfig(
        SamplerKind kind,
        int steps,
        ScheduleConfig schedule,
        DenoiserConfig network,
        Prediction prediction,
        int width,
        int depth,
        int features,
        Sigma sigma,
        double lastStd) {

    /** Which of the steps' standard deviations are parameters. */
    public enum Sigma {
        /** None: they stay the posterior's. */
        FIXED,
        /** All. */
        TRAINED,
        /** All but the last. */
        FIX_LAST
    }

    public SamplerConfig {
        Require.atLeast("steps", steps, 1);
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.atLeast("features", features, 0);
        Require.above("last_std", lastStd, 0);
        schedule.check(steps);
    }

    /** The deviations of the first so many steps are trained. */
    public int trainedSteps() {
        return switch (sigma) {
            case FIXED -> 0;
            case FIX_LAST -> steps - 1;
            case TRAINED -> steps;
        };
    }
}
