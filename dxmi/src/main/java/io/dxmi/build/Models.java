package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.DenoiserConfig;
import io.dxmi.config.EnergyConfig;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScalarConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.config.TimeScalarConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.ClassEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.energy.SpectralBound;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.AdmUnet;
import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.DdpmEncoder;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.NcsnppGenerator;
import io.dxmi.samplers.net.Network;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeConvScalar;
import io.dxmi.samplers.net.TimeEmbedding;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.net.WeightNorm;
import io.dxmi.samplers.pretrain.DenoisingLoss;
import io.dxmi.samplers.pretrain.EdmLoss;
import io.dxmi.samplers.pretrain.PretrainingLoss;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.DdganSchedule;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.LinearDdpm;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.schedule.SubsampledDdpm;
import io.dxmi.value.EnergyAsValue;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TerminalEnergy;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The descriptions of a configuration's networks for samples of one shape.
 *
 * @param sampler the policy
 * @param levels the noise levels that its network is pre-trained on; null where they are drawn as EDM draws them
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
        boolean ownLevels = s.schedule() instanceof ScheduleConfig.Geometric;
        GaussianSampler sampler = new GaussianSampler(
                denoiser(config, shape, ownLevels ? new StepTable(s.steps()) : new Sinusoids(SINUSOIDS)),
                shape,
                coefficients(s),
                s.trainedSteps());
        TimeNetwork timeValue = config.value().kind() == ValueConfig.Kind.SHARED_TIME_INDEPENDENT
                ? null
                : timeValue(config.value(), shape, new StepTable(s.steps() + 1));
        Energy energy = config.value().kind() == ValueConfig.Kind.SHARED
                ? new TerminalEnergy(timeValue, s.steps())
                : energy(config, shape);
        if (config.objective().spectralBound() > 0) {
            energy = new SpectralBound(energy, config.objective().spectralBound(), POWER_ITERATIONS);
        }
        return new Models(sampler, levels(s), energy, timeValue);
    }

    /** The levels that the network is pre-trained on, or null where they are drawn as EDM draws them. */
    private static NoiseSchedule levels(SamplerConfig s) {
        if (s.schedule() instanceof ScheduleConfig.Karras) return null;
        return s.schedule() instanceof ScheduleConfig.Geometric ? schedule(s, s.steps()) : new LinearDdpm();
    }

    private static StepCoefficients coefficients(SamplerConfig s) {
        if (s.schedule() instanceof ScheduleConfig.Karras k) {
            KarrasSchedule levels = new KarrasSchedule(s.steps(), k.highest(), k.lowest(), k.rho(), k.endsNoisy());
            StepCoefficients plain = StepCoefficients.ancestral(levels, Preconditioning.EDM);
            return k.endsNoisy() ? plain : plain.withLastStd(s.lastStd());
        }
        return StepCoefficients.ddpmPosterior(schedule(s, s.steps()), prediction(s))
                .withLastStd(s.lastStd());
    }

    /** A denoising GAN's generator guesses the data, whatever the configuration says of other networks. */
    public static Prediction prediction(SamplerConfig s) {
        return s.schedule() instanceof ScheduleConfig.Ddgan ? Prediction.DATA : s.prediction();
    }

    /** The loss that the sampler's network is pre-trained down. */
    public PretrainingLoss pretraining(Prediction prediction) {
        return levels == null
                ? EdmLoss.of(sampler.network(), Preconditioning.EDM.dataStd(), sampler.rank())
                : new DenoisingLoss(sampler.network(), levels.alphaBar(), levels.time(), prediction, sampler.rank());
    }

    /** Number of trained parameters by network, without allocating them. */
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put(Sampler.NETWORK, size(sampler.parameters()));
        sizes.put(Energy.NETWORK, size(energy.parameters()));
        if (timeValue != null && !(energy instanceof TerminalEnergy)) {
            sizes.put(ValueFunction.NETWORK, size(timeValue.parameters()));
        }
        return sizes;
    }

    private static long size(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    /** The value function, over the networks that {@link Energy#NETWORK} and {@link ValueFunction#NETWORK} name. */
    public ValueFunction value(ValueConfig.Kind kind) {
        return switch (kind) {
            case SEPARATE ->
                new SeparateValue(new TimeValue(timeValue, ValueFunction.NETWORK), energy, sampler.steps());
            case SHARED -> new TimeValue(timeValue, Energy.NETWORK);
            case SHARED_TIME_INDEPENDENT -> new EnergyAsValue(energy);
        };
    }

    /** The configured kind of schedule in any number of steps. */
    public static NoiseSchedule schedule(SamplerConfig s, int steps) {
        if (s.schedule() instanceof ScheduleConfig.Karras) {
            throw new IllegalArgumentException("karras levels are not those of a variance-preserving process");
        }
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
        if (s.schedule() instanceof ScheduleConfig.Ddgan) return DdganSchedule.of(steps);
        return s.schedule() instanceof ScheduleConfig.FastDpmAsReleased
                ? FastDpmSchedule.asReleased(steps)
                : FastDpmSchedule.matched(steps);
    }

    private static Energy energy(Config config, long[] shape) {
        EnergyConfig e = config.energy();
        if (e.network() instanceof ScalarConfig.Igebm net && net.conditional()) {
            return new ClassEnergy(
                    new ClassIgebm(igebm(net, shape), config.data().classes()));
        }
        Energy tilt = new NetworkEnergy(scalar(e, shape));
        return isImage(shape) ? tilt : new GaussianBase(tilt, BASE_SD, (int) shape[0]);
    }

    private static boolean isImage(long[] shape) {
        return shape.length == 3;
    }

    private static FourierFeatures features(long[] shape, int count, double scale) {
        return new FourierFeatures((int) shape[0], count, scale);
    }

    private static StepNetwork denoiser(Config config, long[] shape, TimeEmbedding embedding) {
        SamplerConfig s = config.sampler();
        if (s.network() instanceof DenoiserConfig.DdpmUnet u) {
            DdpmTrunk trunk = new DdpmTrunk(
                    (int) shape[0], side(shape), u.width(), u.multipliers(), u.blocks(), u.attention(), u.groups());
            return new DdpmUnet(trunk, (int) shape[0], u.dropout());
        }
        if (s.network() instanceof DenoiserConfig.AdmUnet u) {
            return new AdmUnet(
                    (int) shape[0],
                    side(shape),
                    u.width(),
                    u.multipliers(),
                    u.blocks(),
                    u.attention(),
                    u.head(),
                    config.data().classes(),
                    u.scales(),
                    u.residualResize());
        }
        if (s.network() instanceof DenoiserConfig.Ncsnpp n) {
            return new NcsnppGenerator(
                    (int) shape[0],
                    side(shape),
                    n.width(),
                    n.multipliers(),
                    n.blocks(),
                    n.attention(),
                    n.latent(),
                    n.latentWidth(),
                    n.latentDepth(),
                    NcsnppGenerator.Options.PUBLISHED);
        }
        return isImage(shape)
                ? new ConvDenoiser((int) shape[0], s.width())
                : new TimeMlp(
                        features(shape, s.features(), FEATURE_SCALE), s.width(), s.depth(), (int) shape[0], embedding);
    }

    private static int side(long[] shape) {
        return (int) shape[1];
    }

    private static Network scalar(EnergyConfig e, long[] shape) {
        if (e.network() instanceof ScalarConfig.Igebm i) return igebm(i, shape);
        return isImage(shape)
                ? new ConvScalar((int) shape[0], side(shape), e.width())
                : new Mlp(features(shape, e.features(), ENERGY_FEATURE_SCALE), e.width(), e.depth(), 1);
    }

    private static Igebm igebm(ScalarConfig.Igebm i, long[] shape) {
        return new Igebm((int) shape[0], i.width(), i.spectral() ? WeightNorm.SPECTRAL : WeightNorm.NONE, i.scaled());
    }

    private static TimeNetwork timeValue(ValueConfig v, long[] shape, TimeEmbedding embedding) {
        if (v.network() instanceof TimeScalarConfig.DdpmEncoder u) {
            DdpmTrunk trunk = new DdpmTrunk(
                    (int) shape[0], side(shape), u.width(), u.multipliers(), u.blocks(), u.attention(), u.groups());
            return new DdpmEncoder(trunk, 1);
        }
        return isImage(shape)
                ? new TimeConvScalar(new ConvScalar((int) shape[0], side(shape), v.width()), embedding)
                : new TimeMlp(features(shape, v.features(), FEATURE_SCALE), v.width(), v.depth(), 1, embedding);
    }
}
