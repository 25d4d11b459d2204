package io.dxmi.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.RateSchedule;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.value.BrownianPath;
import io.dxmi.value.CostToGo;
import io.dxmi.value.EnergyAsValue;
import io.dxmi.value.ReferenceMlp;
import io.dxmi.value.ReferencePolicy;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TerminalEnergy;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recorded training, set up from its JSON with the product's own objects. */
final class GoldenRun {

    private static final long NO_SEED = 0; // every initial weight is overwritten

    final GoldenCase golden;
    final NDManager root;
    final ReferenceOptions options;
    final GaussianSampler sampler;
    final Chain chain;
    final Velocity velocity;
    final DxmiTrainer trainer;
    final ValueLoss valueLoss;
    final SamplerLoss samplerLoss;

    /** The network that the value's steps train, and the other ones. */
    final Weights valueWeights;

    final Weights[] besideValue;

    /** Learners by the names of the recorded networks. */
    final Map<String, Learner> learners = new LinkedHashMap<>();

    /** The energy's gradients that its next step will find; null where they are cleared. */
    final Weights leak;

    GoldenRun(GoldenCase golden, NDManager root) {
        this.golden = golden;
        this.root = root;
        JsonNode config = golden.json().get("config");
        options = new ReferenceOptions(golden);
        int steps = options.steps();
        sampler = ReferencePolicy.of(config);
        JsonNode optimiser = options.optimiser();
        boolean separate = !config.get("energy").isNull();

        Weights policy = weights(Sampler.NETWORK, sampler.parameters(), "sampler");
        Adam adam = adam("lr").withClip(options.clip("update_sampler"));
        if (sampler.trainedSteps() > 0 && !optimiser.get("beta_lr").isNull()) {
            double own = optimiser.get("beta_lr").asDouble();
            adam = new Adam(
                    adam.rate(),
                    Map.of(GaussianSampler.LOG_SIGMA, own),
                    adam.beta1(),
                    adam.beta2(),
                    adam.eps(),
                    adam.clip());
        }
        Learner policyLearner = new Learner(root, policy, adam);
        learners.put("sampler", policyLearner);

        ReferenceMlp network = ReferenceMlp.of(config.get("value"));
        double valueClip = options.clipsValue() ? options.clip("update_f_v") : Double.POSITIVE_INFINITY;
        Energy energy;
        ValueFunction value;
        ValueFunction targetValue;
        Learner energyLearner;
        Learner valueLearner;
        if (separate) {
            energy = new NetworkEnergy(ReferenceMlp.of(config.get("energy")));
            ValueFunction before = new TimeValue(network, ValueFunction.NETWORK);
            value = new SeparateValue(before, energy, steps);
            targetValue = options.isEnergyValueTrainer() ? value : new FirstStepEnergy(before, energy);
            double clip = options.isEnergyValueTrainer() ? options.clip("update_f_v") : Double.POSITIVE_INFINITY;
            energyLearner = new Learner(
                    root,
                    weights(Energy.NETWORK, energy.parameters(), "energy"),
                    adam("f_lr").withClip(clip));
            valueLearner = new Learner(
                    root,
                    weights(ValueFunction.NETWORK, network.parameters(), "value"),
                    adam("v_lr").withClip(valueClip));
            learners.put("energy", energyLearner);
        } else {
            boolean still = ReferenceMlp.ignoresTime(config.get("value"));
            energy = still ? new NetworkEnergy(network) : new TerminalEnergy(network, steps);
            value = still ? new EnergyAsValue(energy) : new TimeValue(network, Energy.NETWORK);
            targetValue = value;
            Weights both = weights(Energy.NETWORK, network.parameters(), "value");
            energyLearner = new Learner(root, both, adam("v_lr"));
            valueLearner =
                    options.clipsValue() ? new Learner(root, both, adam("v_lr").withClip(valueClip)) : energyLearner;
        }
        // a shared network's optimiser rests with the energy's learner
        learners.put("value", separate ? valueLearner : energyLearner);
        valueWeights = valueLearner.weights();
        besideValue = separate ? new Weights[] {policy, energyLearner.weights()} : new Weights[] {policy};

        chain = new Chain(root, sampler, policy);
        double[] betas = options.betas();
        double[] noiseFirst = new double[steps];
        for (int t = 0; t < steps; t++) noiseFirst[t] = betas[steps - 1 - t];
        velocity = new Velocity(root, noiseFirst, options.velocityDecay());

        Moves.Fresh fresh = new Moves.Fresh(sampler);
        CostToGo target = new CostToGo(
                targetValue,
                new BrownianPath(),
                options.timeCost(),
                options.runningInValue(),
                options.entropyInValue());
        boolean drawsFresh = options.drawsFreshMoves();
        valueLoss = new ValueLoss(value, target, drawsFresh ? fresh : new Moves.Stored());
        ValueSteps backward = drawsFresh
                ? BackwardValueSteps.fresh(valueLearner, value, target, fresh, besideValue)
                : BackwardValueSteps.stored(valueLearner, value, target, besideValue);
        if (valueLearner.weights() == energyLearner.weights() && valueLearner != energyLearner) {
            backward = new HandedOver(energyLearner, valueLearner, backward);
        }
        samplerLoss = new SamplerLoss(
                new CostToGo(
                        value,
                        new BrownianPath(),
                        new double[steps],
                        options.runningInSampler(),
                        options.entropyInSampler()),
                fresh);
        ContrastiveLoss contrast = new ContrastiveLoss(energy, Energy.NETWORK, options.gamma());
        leak = separate ? Weights.initial(root, LeakyContrast.LEAK, energy.parameters(), NO_SEED) : null;
        trainer = new DxmiTrainer(
                root,
                new DxmiTrainer.Plan(
                        chain,
                        velocity,
                        options.leaksEnergyGradients()
                                ? new EnergyStep(energyLearner, new LeakyContrast(contrast), leak)
                                : new EnergyStep(energyLearner, contrast),
                        backward,
                        new MinibatchSamplerSteps(policyLearner, samplerLoss, batch(), most(), besideSampler()),
                        new ArrayList<>(learners.values()),
                        RateSchedule.CONSTANT,
                        critic(),
                        0,
                        0));
    }

    /** The networks other than the sampler. */
    Weights[] besideSampler() {
        List<Weights> others = new ArrayList<>(List.of(valueWeights));
        if (learners.containsKey("energy")) others.add(learners.get("energy").weights());
        return others.toArray(Weights[]::new);
    }

    int iterations() {
        return golden.json().get("config").get("n_iter").asInt();
    }

    int batch() {
        return golden.json().get("config").get("batchsize").asInt();
    }

    int critic() {
        return golden.json().get("config").get("n_critic").asInt();
    }

    int most() {
        return golden.json().get("config").get("n_generator").asInt();
    }

    private Adam adam(String rate) {
        JsonNode optimiser = options.optimiser();
        return new Adam(
                optimiser.get(rate).asDouble(),
                Map.of(),
                optimiser.get("betas").get(0).asDouble(),
                optimiser.get("betas").get(1).asDouble(),
                optimiser.get("eps").asDouble(),
                Double.POSITIVE_INFINITY);
    }

    private Weights weights(String name, List<Parameter> parameters, String recorded) {
        Weights weights = Weights.initial(root, name, parameters, NO_SEED);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        for (Parameter p : parameters) values.put(p.name(), golden.array("init/" + recorded + "/" + p.name()));
        weights.set(values, golden + ".npz");
        return weights;
    }
}
