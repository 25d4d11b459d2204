package io.dxmi.experiment;

import io.dxmi.config.Config;
import io.dxmi.config.EnergyConfig;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.energy.SpectralBound;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.Network;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeConvScalar;
import io.dxmi.samplers.net.TimeEmbedding;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.LinearDdpm;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.schedule.SubsampledDdpm;
import io.dxmi.value.TerminalEnergy;

/**
 * The descriptions of a configuration's networks for samples of one shape.
 *
 * @param sampler the policy
 * @param levels the noise levels that its network is pre-trained on
 * @param energy E; in the shared, time-dependent case the value network at T
 * @param timeValue the time-dependent value network, or null where the energy serves at every time
 */
public record Models(GaussianSampler sampler, NoiseSchedule levels, Energy energy, TimeNetwork timeValue) {

    /** Radians per unit of the data: enough to tell modes half a unit apart from the start. */
    private static final double FEATURE_SCALE = 1;

    /** Slower for the energy: where neither data nor samples go, it then rises smoothly instead of waving. */
    private static final double ENERGY_FEATURE_SCALE = 0.7;

    /** Wider than points of unit scale, so that the base only matters where there are none. */
    private static final double BASE_SD = 3;

    private static final int SINUSOIDS = 64;

    /** Of the singular values: trained matrices' two largest are seldom within a tenth of each other. */
    private static final int POWER_ITERATIONS = 10;

    /**
     * Describes the networks.
     *
     * @param shape (D) for points, (C, S, S) for images
     */
    public static Models of(Config config, long[] shape) {
        SamplerConfig s = config.sampler();
        NoiseSchedule visited = schedule(s, s.steps());
        boolean ownLevels = s.schedule() instanceof ScheduleConfig.Geometric;
        StepCoefficients coefficients = StepCoefficients.ddpmPosterior(visited, s.prediction());
        GaussianSampler sampler = new GaussianSampler(
                denoiser(s, shape, ownLevels ? new StepTable(s.steps()) : new Sinusoids(SINUSOIDS)),
                shape,
                coefficients.withLastStd(s.lastStd()),
                switch (s.sigma()) {
                    case FIXED -> 0;
                    case FIX_LAST -> s.steps() - 1;
                    case TRAINED -> s.steps();
                });
        NoiseSchedule levels = ownLevels ? visited : new LinearDdpm();
        TimeNetwork timeValue = config.value().kind() == ValueConfig.Kind.SHARED_TIME_INDEPENDENT
                ? null
                : timeValue(config.value(), shape, new StepTable(s.steps() + 1));
        Energy energy = config.value().kind() == ValueConfig.Kind.SHARED
                ? new TerminalEnergy(timeValue, s.steps())
                : energy(config.energy(), shape);
        if (config.objective().spectralBound() > 0) {
            energy = new SpectralBound(energy, config.objective().spectralBound(), POWER_ITERATIONS);
        }
        return new Models(sampler, levels, energy, timeValue);
    }

    /** The configured kind of schedule in any number of steps. */
    static NoiseSchedule schedule(SamplerConfig s, int steps) {
        if (s.schedule() instanceof ScheduleConfig.Geometric g) {
            return new GeometricSchedule(steps, g.noisiest(), g.cleanest());
        }
        if (s.schedule() instanceof ScheduleConfig.Subsampled d) {
            return new SubsampledDdpm(
                    steps,
                    d.from(),
                    d.to(),
                    SubsampledDdpm.Spacing.valueOf(d.spacing().name()));
        }
        return s.schedule() instanceof ScheduleConfig.FastDpmAsReleased
                ? FastDpmSchedule.asReleased(steps)
                : FastDpmSchedule.matched(steps);
    }

    private static Energy energy(EnergyConfig e, long[] shape) {
        Energy tilt = new NetworkEnergy(scalar(e, shape));
        return isImage(shape) ? tilt : new GaussianBase(tilt, BASE_SD, (int) shape[0]);
    }

    private static boolean isImage(long[] shape) {
        return shape.length == 3;
    }

    private static FourierFeatures features(long[] shape, int count, double scale) {
        return new FourierFeatures((int) shape[0], count, scale);
    }

    private static TimeNetwork denoiser(SamplerConfig s, long[] shape, TimeEmbedding embedding) {
        return isImage(shape)
                ? new ConvDenoiser((int) shape[0], s.width())
                : new TimeMlp(
                        features(shape, s.features(), FEATURE_SCALE), s.width(), s.depth(), (int) shape[0], embedding);
    }

    private static Network scalar(EnergyConfig e, long[] shape) {
        return isImage(shape)
                ? new ConvScalar((int) shape[0], (int) shape[1], e.width())
                : new Mlp(features(shape, e.features(), ENERGY_FEATURE_SCALE), e.width(), e.depth(), 1);
    }

    private static TimeNetwork timeValue(ValueConfig v, long[] shape, TimeEmbedding embedding) {
        return isImage(shape)
                ? new TimeConvScalar(new ConvScalar((int) shape[0], (int) shape[1], v.width()), embedding)
                : new TimeMlp(features(shape, v.features(), FEATURE_SCALE), v.width(), v.depth(), 1, embedding);
    }
}
