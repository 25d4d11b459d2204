package io.dxmi.build;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.PretrainConfig;
import io.dxmi.config.PretrainLossConfig;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyWithCost;
import io.dxmi.gcd.energy.SpectralBound;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.ClassGuidance;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeEmbedding;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.pretrain.ConsistencyLoss;
import io.dxmi.samplers.pretrain.DenoisingLoss;
import io.dxmi.samplers.pretrain.EdmLoss;
import io.dxmi.samplers.pretrain.PretrainingLoss;
import io.dxmi.samplers.pretrain.PretrainingStages;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.DenoiserLevels;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.value.EnergyAsValue;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TerminalEnergy;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The descriptions of a configuration's networks for samples of one shape.
 *
 * @param sampler the policy of noise
 * @param trained the sampler that the game trains: that policy, or a map from one data set to another
 * @param levels the noise levels that its network is pre-trained on; null where they are drawn as EDM draws them
 * @param energy E; in the shared, time-dependent case the value network at T
 * @param timeValue the time-dependent value network, or null where the energy serves at every time
 */
public record Models(
        GaussianSampler sampler, Sampler trained, NoiseSchedule levels, Energy energy, TimeNetwork timeValue) {

    private static final int SINUSOIDS = 64;

    /** Of the singular values: trained matrices' two largest are seldom within a tenth of each other. */
    private static final int POWER_ITERATIONS = 10;

    /**
     * Describes the networks.
     *
     * @param shape (D) for points, (C, S, S) for images
     * @throws UserError if a network or schedule cannot be built as the configuration says
     */
    public static Models of(Config config, long[] shape) {
        SamplerConfig s = config.sampler();
        int classes = config.data().classes();
        TimeEmbedding time = Schedules.ownLevels(s) ? new StepTable(s.steps()) : new Sinusoids(SINUSOIDS);
        String schedule = "sampler.schedule of sampler.steps=" + s.steps();
        StepCoefficients coefficients = built(schedule, () -> Schedules.coefficients(s));
        NoiseSchedule levels = built(schedule, () -> Schedules.pretraining(s));
        GaussianSampler sampler = built("sampler.network", () -> {
            StepNetwork network = s.network().by(new Denoisers(shape, time, classes));
            return new GaussianSampler(network, shape, coefficients, s.sigma().trainedSteps(s.steps()));
        });
        Sampler trained =
                config.game() instanceof GameConfig.Transport rules ? map(s, rules, shape, time, classes) : sampler;
        TimeNetwork timeValue = config.value()
                .timeNetwork()
                .map(network ->
                        built("value.network", () -> network.by(new TimeScalars(shape, new StepTable(s.steps() + 1)))))
                .orElse(null);
        Energy energy = config.value() instanceof ValueConfig.Shared
                ? new TerminalEnergy(timeValue, s.steps())
                : built("energy.network", () -> config.energy().network().energy(shape, classes));
        if (config.energy().spectralBound() > 0) {
            energy = new SpectralBound(energy, config.energy().spectralBound(), POWER_ITERATIONS);
        }
        Models models = new Models(sampler, trained, levels, energy, timeValue);
        models.layOut();
        return models;
    }

    private static MapSampler map(
            SamplerConfig s, GameConfig.Transport rules, long[] shape, TimeEmbedding time, int classes) {
        long[] read = MapSampler.networkShape(shape, rules.stochastic());
        return built(
                "sampler.network",
                () -> new MapSampler(s.network().by(new Denoisers(read, time, classes)), shape, rules.stochastic()));
    }

    /**
     * The same with a network that is guided towards its class.
     *
     * @throws UserError if it knows no samples without a class
     */
    public Models guided(double scale) {
        StepNetwork network = sampler.network();
        if (network.withoutClass().isEmpty()) {
            throw new UserError(
                    parameter("guidance-scale") + "=" + scale + " compares a class with no class; expected a network"
                            + " that knows both (sampler.network.kind=song-unet with data.classes), got "
                            + (network.classes() == 0 ? "one without classes" : "one that always reads a class"));
        }
        GaussianSampler policy = new GaussianSampler(
                new ClassGuidance(network, scale),
                sampler.sampleShape(),
                sampler.coefficients(),
                sampler.trainedSteps());
        return new Models(policy, policy, levels, energy, timeValue);
    }

    /** What a sampler is moved by whose samples cost something besides: in place of the energy, their sum. */
    Models withCost(Energy cost, double weight) {
        return new Models(sampler, trained, levels, new EnergyWithCost(energy, cost, weight), timeValue);
    }

    /** The losses that the sampler's network is pre-trained down, one after the other. */
    public PretrainingStages pretraining(Config config) {
        PretrainConfig rules = config.pretrain();
        List<PretrainingLoss> losses = rules.loss() instanceof PretrainLossConfig.Consistency distilled
                ? distillation(config.sampler(), distilled)
                : List.of(denoising(config.sampler().prediction()));
        return new PretrainingStages(losses, rules.iterations());
    }

    private PretrainingLoss denoising(Prediction prediction) {
        return levels == null
                ? EdmLoss.of(sampler.network(), Preconditioning.EDM.dataStd(), sampler.rank())
                : new DenoisingLoss(sampler.network(), levels.alphaBar(), levels.time(), prediction, sampler.rank());
    }

    private List<PretrainingLoss> distillation(SamplerConfig s, PretrainLossConfig.Consistency rules) {
        List<PretrainingLoss> losses = new ArrayList<>();
        for (int n = rules.firstLevels(); ; n = Math.min(2 * n, rules.lastLevels())) {
            DenoiserLevels path = Schedules.path(s, n).denoiser();
            losses.add(new ConsistencyLoss(sampler.network(), sampler.sampleShape(), path));
            if (n == rules.lastLevels()) return losses;
        }
    }

    /** Networks meet some contradictions only when their layers are laid out. */
    private void layOut() {
        built("sampler.network", trained::parameters);
        built(energy instanceof TerminalEnergy ? "value.network" : "energy.network", energy::parameters);
        if (timeValue != null) built("value.network", timeValue::parameters);
    }

    /** The trained parameters by network. */
    Map<String, List<Parameter>> parameters() {
        Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
        parameters.put(Sampler.NETWORK, trained.parameters());
        parameters.put(Energy.NETWORK, energy.parameters());
        if (timeValue != null && !(energy instanceof TerminalEnergy)) {
            parameters.put(ValueFunction.NETWORK, timeValue.parameters());
        }
        return parameters;
    }

    /** Number of parameters by network, without allocating them. */
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        parameters().forEach((name, list) -> sizes.put(name, size(list)));
        return sizes;
    }

    /** Number of trained parameters by network, without allocating them. */
    public Map<String, Long> trainedSizes(Config config) {
        Map<String, Long> sizes = sizes();
        SamplerAdapters.of(config, trained).ifPresent(all -> sizes.put(Sampler.NETWORK, all.trainedSize()));
        return sizes;
    }

    /** A value of one setting can be in range and yet contradict another, or the size of the pictures. */
    private static <T> T built(String key, Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UserError(key + " cannot be built: " + e.getMessage(), e);
        }
    }

    private static long size(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    /** The value function, over the networks that {@link Energy#NETWORK} and {@link ValueFunction#NETWORK} name. */
    public ValueFunction value(ValueConfig value) {
        if (value instanceof ValueConfig.SharedTimeIndependent) return new EnergyAsValue(energy);
        if (value instanceof ValueConfig.Shared) return new TimeValue(timeValue, Energy.NETWORK);
        return new SeparateValue(new TimeValue(timeValue, ValueFunction.NETWORK), energy, sampler.steps());
    }
}
