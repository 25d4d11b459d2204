package io.dxmi.dxdp;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ClassContrastiveLoss;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.path.BrownianPath;
import io.dxmi.gcd.train.EnergyStep;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.Pace;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.Trainer;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.CostToGo;
import io.dxmi.value.EnergyAsValue;
import io.dxmi.value.ReferencePolicy;
import io.dxmi.value.ReferenceScalar;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TerminalEnergy;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A recorded training, set up from its JSON with the product's own objects. */
final class GoldenRun {

    private static final int NEVER = Integer.MAX_VALUE;
    private static final long NO_SEED = 0; // every initial weight is overwritten

    final GoldenCase golden;
    final NDManager root;
    final ReferenceOptions options;
    final GaussianSampler sampler;
    final Chain chain;
    final Velocity velocity;
    final Trainer trainer;
    final ValueLoss valueLoss;
    final SamplerLoss samplerLoss;

    /** Learners by the names of the recorded networks: "sampler", "value" and, where it is separate, "energy". */
    final Map<String, Learner> learners = new LinkedHashMap<>();

    /** The gradients that a separate energy's next step finds; null where the energy is not separate. */
    final Weights leak;

    /**
     * Energy and value, in one network or two.
     *
     * @param targetValue what the value's targets read
     * @param valueLearner the energy's learner where one network and one rule of clipping serve both
     */
    private record Critic(
            Energy energy,
            ValueFunction value,
            ValueFunction targetValue,
            Learner energyLearner,
            Learner valueLearner) {

        boolean isSeparate() {
            return energyLearner.weights() != valueLearner.weights();
        }
    }

    GoldenRun(GoldenCase golden, NDManager root) {
        this.golden = golden;
        this.root = root;
        options = new ReferenceOptions(golden);
        sampler = ReferencePolicy.of(config());
        Learner policy = new Learner(root, weights(Sampler.NETWORK, sampler.parameters(), "sampler"), policyAdam());
        Critic critic = options.isEnergySeparate() ? separate() : shared();
        learners.put("sampler", policy);
        // where value and energy share a network, its optimiser's state rests with the energy's learner
        learners.put("value", critic.isSeparate() ? critic.valueLearner() : critic.energyLearner());
        if (critic.isSeparate()) learners.put("energy", critic.energyLearner());

        chain = new Chain(root, sampler, policy.weights());
        velocity = new Velocity(
                root,
                options.countsFromNoise() ? options.betas() : Numbers.reversed(options.betas()),
                options.velocityDecay());
        Transitions.Fresh fresh = new Transitions.Fresh(sampler);
        valueLoss = new ValueLoss(
                critic.value(),
                costToGo(critic.targetValue(), options.timeCost(), options.runningInValue(), options.entropyInValue()),
                options.drawsFreshMoves() ? fresh : new Transitions.Stored());
        samplerLoss = new SamplerLoss(
                costToGo(
                        critic.value(),
                        new double[options.steps()],
                        options.runningInSampler(),
                        options.entropyInSampler()),
                fresh);
        leak = critic.isSeparate()
                ? Weights.initial(root, LeakyContrast.LEAK, critic.energy().parameters(), NO_SEED)
                : null;
        SamplerUpdate update = new DxdpUpdate(
                velocity,
                valueSteps(critic, fresh),
                new MinibatchSamplerSteps(policy, samplerLoss, batch(), options.generator(), beside("sampler")),
                0);
        trainer = new Trainer(
                root,
                new Trainer.Plan(
                        new TrainableSampler(chain),
                        energyStep(critic),
                        Optional.of(update),
                        new ArrayList<>(learners.values()),
                        new Pace(RateSchedule.CONSTANT, critic(), 0, 0),
                        new Monitor(NEVER, sampler.sampleShape(), 1)));
    }

    private Critic shared() {
        JsonNode described = config().get("value");
        boolean still = ReferenceScalar.ignoresTime(described);
        Energy energy = still
                ? ReferenceScalar.energy(described, ReferencePolicy.image(config()))
                : new TerminalEnergy(ReferenceScalar.timed(described), options.steps());
        ValueFunction value =
                still ? new EnergyAsValue(energy) : new TimeValue(ReferenceScalar.timed(described), Energy.NETWORK);
        Weights both = weights(Energy.NETWORK, energy.parameters(), "value");
        Learner unclipped = new Learner(root, both, adam("v_lr"));
        Learner clipped = options.clipsValue() ? new Learner(root, both, valueAdam()) : unclipped;
        return new Critic(energy, value, value, unclipped, clipped);
    }

    private Critic separate() {
        Energy energy =
                new NetworkEnergy(ReferenceScalar.still(config().get("energy"), ReferencePolicy.image(config())));
        TimeNetwork network = ReferenceScalar.timed(config().get("value"));
        ValueFunction before = new TimeValue(network, ValueFunction.NETWORK);
        ValueFunction value = new SeparateValue(before, energy, options.steps());
        Adam energyAdam = adam("f_lr");
        return new Critic(
                energy,
                value,
                options.isEnergyValueTrainer() ? value : new FirstStepEnergy(before, energy),
                new Learner(
                        root,
                        weights(Energy.NETWORK, energy.parameters(), "energy"),
                        options.isEnergyValueTrainer() ? energyAdam.withClip(options.clip("update_f_v")) : energyAdam),
                new Learner(root, weights(ValueFunction.NETWORK, network.parameters(), "value"), valueAdam()));
    }

    private EnergyStep energyStep(Critic critic) {
        ContrastiveLoss contrast = new ContrastiveLoss(critic.energy(), Energy.NETWORK, options.gamma());
        if (critic.energy().classes() > 0) {
            return new EnergyStep(critic.energyLearner(), new ClassContrastiveLoss(contrast));
        }
        return options.leaksEnergyGradients()
                ? new EnergyStep(critic.energyLearner(), new LeakyContrast(contrast), leak)
                : new EnergyStep(critic.energyLearner(), contrast);
    }

    private ValueSteps valueSteps(Critic critic, Transitions.Fresh fresh) {
        Learner learner = critic.valueLearner();
        if (options.shufflesTimes()) {
            return new ShuffledValueSteps(learner.compile(valueLoss, beside("value")), options.valuePasses());
        }
        ValueSteps steps = options.drawsFreshMoves()
                ? BackwardValueSteps.fresh(learner, critic.value(), valueLoss.target(), fresh, beside("value"))
                : BackwardValueSteps.stored(learner, critic.value(), valueLoss.target(), beside("value"));
        boolean twoForOne = !critic.isSeparate() && learner != critic.energyLearner();
        return twoForOne ? new HandedOver(critic.energyLearner(), learner, steps) : steps;
    }

    private static CostToGo costToGo(ValueFunction value, double[] timeCost, double[] running, double[] entropy) {
        return new CostToGo(value, new BrownianPath(), timeCost, running, entropy);
    }

    Weights weights(String network) {
        return learners.get(network).weights();
    }

    /** The weights of all networks but one. */
    Weights[] beside(String network) {
        return learners.entrySet().stream()
                .filter(e -> !e.getKey().equals(network))
                .map(e -> e.getValue().weights())
                .toArray(Weights[]::new);
    }

    int batch() {
        return config().get("batchsize").asInt();
    }

    int iterations() {
        return config().get("n_iter").asInt();
    }

    int critic() {
        return options.critic();
    }

    private JsonNode config() {
        return golden.json().get("config");
    }

    private Adam adam(String rate) {
        JsonNode optimiser = options.optimiser();
        return Adam.of(optimiser.get(rate).asDouble())
                .withBetas(
                        optimiser.path("betas").path(0).asDouble(0.9),
                        optimiser.path("betas").path(1).asDouble(0.999));
    }

    private Adam valueAdam() {
        return options.clipsValue() ? adam("v_lr").withClip(options.clip("update_f_v")) : adam("v_lr");
    }

    private Adam policyAdam() {
        Adam adam = adam("lr").withClip(options.clip("update_sampler"));
        if (options.rectifiesSampler()) adam = adam.asRectified();
        JsonNode own = options.optimiser().path("beta_lr");
        boolean hasOwn = sampler.trainedSteps() > 0 && own.isNumber();
        return hasOwn ? adam.withOwnRate(GaussianSampler.LOG_SIGMA, own.asDouble()) : adam;
    }

    private Weights weights(String name, List<Parameter> parameters, String recorded) {
        Weights weights = Weights.initial(root, name, parameters, NO_SEED);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        for (Parameter p : parameters) values.put(p.name(), golden.array("init/" + recorded + "/" + p.name()));
        weights.set(values, golden + ".npz");
        return weights;
    }
}
