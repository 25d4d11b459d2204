package io.dxmi.build;

import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.DdganSchedule;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.FlowSchedule;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.LinearDdpm;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.SamplerLevels;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.schedule.SubsampledDdpm;

/** The noise levels that a configuration's schedule has. */
public final class Schedules {

    /** Flow matching draws its level uniformly: of so many even levels. */
    private static final int FLOW_LEVELS = 1000;

    private Schedules() {}

    /**
     * The configured kind of schedule in any number of steps.
     *
     * @throws IllegalArgumentException for karras levels, which are not those of a variance-preserving process
     */
    public static NoiseSchedule of(SamplerConfig s, int steps) {
        return s.schedule().by(new VariancePreserving(steps, s.prediction()));
    }

    /** What the sampler's network predicts, whatever the configuration says of other networks. */
    public static Prediction prediction(SamplerConfig s) {
        return s.schedule().fixesPrediction() ? Prediction.DATA : s.prediction();
    }

    /** The levels that the network is pre-trained on, or null where they are drawn as EDM draws them. */
    static NoiseSchedule pretraining(SamplerConfig s) {
        if (s.schedule() instanceof ScheduleConfig.Karras) return null;
        if (s.schedule() instanceof ScheduleConfig.Flow f) {
            return new FlowSchedule(FLOW_LEVELS, 1, f.timeScale(), s.prediction() == Prediction.FLOW_TO_DATA);
        }
        if (s.schedule() instanceof ScheduleConfig.Subsampled d)
            return d.betas().levels();
        return ownLevels(s) ? of(s, s.steps()) : new LinearDdpm();
    }

    /**
     * The path from the schedule's noisiest level to clean data in so many steps, of which the last is at the cleanest level that the
     * network knows.
     */
    static SamplerLevels path(SamplerConfig s, int steps) {
        if (s.schedule() instanceof ScheduleConfig.Karras k) {
            KarrasSchedule levels = new KarrasSchedule(steps, k.highest(), k.lowest(), k.rho(), false);
            return new SamplerLevels.VarianceExploding(levels, Preconditioning.EDM);
        }
        NoiseSchedule levels = s.schedule() instanceof ScheduleConfig.Subsampled d
                ? new SubsampledDdpm(
                        Math.min(steps, d.from() + 1),
                        d.from(),
                        0,
                        SubsampledDdpm.Spacing.valueOf(d.spacing().name()),
                        d.betas())
                : of(s, steps);
        return new SamplerLevels.VariancePreserving(levels, prediction(s));
    }

    /** The solver whose steps the trained policy takes, unless other deviations are trained. */
    public static SamplerKind policy(SamplerConfig s) {
        return s.kind().isGaussian() ? s.kind() : SamplerKind.DDPM;
    }

    /** Noise levels of the configured kind of schedule, in any number of steps. @throws IllegalArgumentException if it has not so many */
    static SamplerLevels levels(SamplerConfig s, int steps) {
        if (s.schedule() instanceof ScheduleConfig.Karras k) {
            return new SamplerLevels.VarianceExploding(
                    new KarrasSchedule(steps, k.highest(), k.lowest(), k.rho(), k.endsNoisy()), Preconditioning.EDM);
        }
        return new SamplerLevels.VariancePreserving(of(s, steps), prediction(s));
    }

    /** Whether the network is told a step's number instead of the time of a 1000-step DDPM. */
    static boolean ownLevels(SamplerConfig s) {
        return s.schedule() instanceof ScheduleConfig.Geometric;
    }

    static StepCoefficients coefficients(SamplerConfig s) {
        SamplerLevels levels = levels(s, s.steps());
        StepCoefficients plain = policy(s) == SamplerKind.CONSISTENCY
                ? StepCoefficients.consistency(levels.denoiser())
                : levels.ancestral();
        boolean noisy = s.schedule() instanceof ScheduleConfig.Karras k && k.endsNoisy();
        return noisy ? plain : plain.withLastStd(s.lastStd());
    }

    private record VariancePreserving(int steps, Prediction prediction) implements ScheduleConfig.Cases<NoiseSchedule> {

        @Override
        public NoiseSchedule geometric(ScheduleConfig.Geometric s) {
            return new GeometricSchedule(steps, s.noisiest(), s.cleanest());
        }

        @Override
        public NoiseSchedule fastDpm(ScheduleConfig.FastDpm s) {
            return FastDpmSchedule.matched(steps);
        }

        @Override
        public NoiseSchedule fastDpmAsReleased(ScheduleConfig.FastDpmAsReleased s) {
            return FastDpmSchedule.asReleased(steps);
        }

        @Override
        public NoiseSchedule subsampled(ScheduleConfig.Subsampled s) {
            return new SubsampledDdpm(
                    steps,
                    s.from(),
                    s.to(),
                    SubsampledDdpm.Spacing.valueOf(s.spacing().name()),
                    s.betas());
        }

        @Override
        public NoiseSchedule karras(ScheduleConfig.Karras s) {
            throw new IllegalArgumentException("karras levels are not those of a variance-preserving process");
        }

        @Override
        public NoiseSchedule ddgan(ScheduleConfig.Ddgan s) {
            return DdganSchedule.of(steps);
        }

        @Override
        public NoiseSchedule flow(ScheduleConfig.Flow s) {
            return new FlowSchedule(steps, s.shift(), s.timeScale(), prediction == Prediction.FLOW_TO_DATA);
        }
    }
}
