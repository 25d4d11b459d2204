package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.samplers.schedule.DdpmBetas;

/** The noise levels that the sampler visits. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScheduleConfig.Geometric.class, name = "geometric"),
    @JsonSubTypes.Type(value = ScheduleConfig.FastDpm.class, name = "fastdpm"),
    @JsonSubTypes.Type(value = ScheduleConfig.FastDpmAsReleased.class, name = "fastdpm-as-released"),
    @JsonSubTypes.Type(value = ScheduleConfig.Subsampled.class, name = "ddpm-subsampled"),
    @JsonSubTypes.Type(value = ScheduleConfig.Karras.class, name = "karras"),
    @JsonSubTypes.Type(value = ScheduleConfig.Ddgan.class, name = "ddgan"),
    @JsonSubTypes.Type(value = ScheduleConfig.Flow.class, name = "flow")
})
public sealed interface ScheduleConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T geometric(Geometric schedule);

        T fastDpm(FastDpm schedule);

        T fastDpmAsReleased(FastDpmAsReleased schedule);

        T subsampled(Subsampled schedule);

        T karras(Karras schedule);

        T ddgan(Ddgan schedule);

        T flow(Flow schedule);
    }

    <T> T by(Cases<T> cases);

    /** Whether a network of this schedule predicts the data, whatever {@code sampler.prediction} is. */
    default boolean fixesPrediction() {
        return this instanceof Karras || this instanceof Ddgan;
    }

    /**
     * Whether the schedule has that many steps.
     *
     * @throws io.dxmi.samplers.UserError if not
     */
    default void check(int steps) {}

    /** FastDPM's first variance is 1e-4 whatever T is: one step would start from the data. */
    private static void requireTwo(int steps) {
        Require.that(
                steps >= 2,
                "steps must be at least 2 with a fastdpm schedule, whose single step would have variance 1e-4, got "
                        + steps);
    }

    /**
     * Noise-to-signal ratios evenly spaced in their logarithm.
     *
     * @param noisiest ratio of x_0
     * @param cleanest ratio of x_{T-1}
     */
    record Geometric(double noisiest, double cleanest) implements ScheduleConfig {
        public Geometric {
            Require.level("cleanest", cleanest);
            Require.level("noisiest", noisiest);
            Require.that(noisiest > cleanest, "noisiest must be above cleanest = " + cleanest + ", got " + noisiest);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.geometric(this);
        }
    }

    /** FastDPM's variance schedule, widened until its noise end matches the DDPM's. */
    record FastDpm() implements ScheduleConfig {
        @Override
        public void check(int steps) {
            requireTwo(steps);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.fastDpm(this);
        }
    }

    /** FastDPM's variance schedule as the reference code computes it: saturated for few steps. */
    record FastDpmAsReleased() implements ScheduleConfig {
        @Override
        public void check(int steps) {
            requireTwo(steps);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.fastDpmAsReleased(this);
        }
    }

    /**
     * EDM's levels of a variance-exploding diffusion, with ancestral steps.
     *
     * @param highest standard deviation of x_0
     * @param lowest the last level above the data
     * @param rho the larger, the more levels lie near the lowest
     * @param endsNoisy whether the last step ends at the lowest level, with noise, instead of at the data
     */
    record Karras(double highest, double lowest, double rho, boolean endsNoisy) implements ScheduleConfig {
        public Karras {
            Require.level("lowest", lowest);
            Require.level("highest", highest);
            Require.that(highest > lowest, "highest must be above lowest = " + lowest + ", got " + highest);
            Require.within("rho", rho, 0.1, 100);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.karras(this);
        }
    }

    /** The levels of a denoising diffusion GAN; its network guesses the data. */
    record Ddgan() implements ScheduleConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ddgan(this);
        }
    }

    /**
     * Even shares of noise on the straight path between data and noise: flow matching, rectified flow.
     *
     * @param shift above 1, more levels lie near the noise
     * @param timeScale what the network is told is the time in [0, 1] times this
     */
    record Flow(double shift, double timeScale) implements ScheduleConfig {
        public Flow {
            Require.within("shift", shift, 0.01, 100);
            Require.above("time_scale", timeScale, 0);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.flow(this);
        }
    }

    /**
     * Some of a 1000-step DDPM's states.
     *
     * @param from DDPM index of x_0, at most 999
     * @param to DDPM index of x_{T-1}, at least 0
     * @param betas variances of the DDPM
     */
    record Subsampled(int from, int to, Spacing spacing, DdpmBetas betas) implements ScheduleConfig {

        /** How the indices lie between the ends. */
        public enum Spacing {
            LINEAR,
            QUADRATIC
        }

        public Subsampled {
            Require.within("to", to, 0, 998);
            Require.within("from", from, to + 1, 999);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.subsampled(this);
        }

        @Override
        public void check(int steps) {
            Require.that(
                    from - to >= steps - 1,
                    "steps must be at most " + (from - to + 1) + " between DDPM indices " + from + " and " + to
                            + ", got " + steps);
        }
    }
}
