package io.dxmi.experiment;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.Rates;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.TrainerConfig.PathKind;
import io.dxmi.config.ValueConfig;
import io.dxmi.config.ValueRule;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NoisyEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.RateSchedule;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.train.AllStatesSamplerStep;
import io.dxmi.train.BackwardValueSteps;
import io.dxmi.train.DxmiTrainer;
import io.dxmi.train.EnergyStep;
import io.dxmi.train.JointValueStep;
import io.dxmi.train.MinibatchSamplerSteps;
import io.dxmi.train.Moves;
import io.dxmi.train.SamplerLoss;
import io.dxmi.train.SamplerSteps;
import io.dxmi.train.ValueSteps;
import io.dxmi.value.BrownianPath;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ForwardKernel;
import io.dxmi.value.ReferencePath;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The players of the joint training with first weights, and the trainer that moves them, as a configuration says. */
final class Game implements AutoCloseable {

    private final TrainerConfig rules;
    private final Models models;
    private final int steps;
    private final ValueFunction value;
    private final Weights samplerWeights;
    private final Learner sampler;
    private final Learner energy;
    private final List<Learner> learners;
    private final Chain chain;
    private final Velocity velocity;
    private final DxmiTrainer trainer;

    Game(NDManager root, Config config, Models models) {
        this.rules = config.trainer();
        this.models = models;
        this.steps = config.sampler().steps();
        Rates rates = rules.rates();
        samplerWeights = Weights.initial(root, Sampler.NETWORK, models.sampler().parameters(), config.seed());
        Adam samplerAdam = adam(
                rates.sampler(),
                rules.clips().sampler(),
                rules.beta1().sampler(),
                rules.beta2().sampler());
        if (models.sampler().trainedSteps() > 0) {
            samplerAdam = samplerAdam.withOwnRate(GaussianSampler.LOG_SIGMA, rates.logSigma());
        }
        sampler = new Learner(root, samplerWeights, samplerAdam);
        energy = new Learner(
                root,
                Weights.initial(root, Energy.NETWORK, models.energy().parameters(), config.seed()),
                adam(
                        rates.energy(),
                        rules.clips().energy(),
                        rules.beta1().energy(),
                        rules.beta2().energy()));
        learners = new ArrayList<>(List.of(sampler, energy));

        // only the energy's own loss sees the noise: the sampler is to go down the energy where it is
        Energy noisy = config.energy().noise() > 0
                ? new NoisyEnergy(models.energy(), config.energy().noise())
                : models.energy();
        Learner valueLearner = energy;
        if (config.value().kind() == ValueConfig.Kind.SEPARATE) {
            valueLearner = new Learner(
                    root,
                    Weights.initial(
                            root, ValueFunction.NETWORK, models.timeValue().parameters(), config.seed()),
                    adam(
                            rates.value(),
                            rules.clips().value(),
                            rules.beta1().value(),
                            rules.beta2().value()));
            learners.add(valueLearner);
        }
        value = models.value(config.value().kind());
        chain = new Chain(root, models.sampler(), samplerWeights);
        velocity = new Velocity(
                root,
                models.sampler().coefficients().beta(),
                rules.path() == PathKind.ADAPTIVE_BROWNIAN ? rules.velocityDecay() : 1);
        trainer = new DxmiTrainer(
                root,
                new DxmiTrainer.Plan(
                        chain,
                        velocity,
                        new EnergyStep(energy, new ContrastiveLoss(noisy, Energy.NETWORK, rules.gamma())),
                        valueSteps(valueLearner),
                        samplerSteps(valueLearner),
                        learners,
                        RateSchedule.cosine(Math.max(1, rules.iterations()), rates.floor()),
                        rules.sampler().critic(),
                        rules.sampler().from(),
                        rules.ema()));
    }

    private static Adam adam(double rate, double clip, double beta1, double beta2) {
        return new Adam(rate, Map.of(), beta1, beta2, 1e-8, clip == 0 ? Double.POSITIVE_INFINITY : clip);
    }

    private ReferencePath path() {
        return rules.path() == PathKind.FORWARD
                ? new ForwardKernel(
                        models.sampler().coefficients().beta(), models.sampler().rank())
                : new BrownianPath();
    }

    private CostToGo costToGo(double entropy, double running, int skipLast, double[] timeCost) {
        return new CostToGo(
                value,
                path(),
                timeCost,
                CostToGo.weights(steps, running, skipLast),
                CostToGo.weights(steps, entropy, skipLast));
    }

    private double[] timeCost() {
        return switch (rules.timeCost()) {
            case NONE -> new double[steps];
            case CONSTANT -> CostToGo.weights(steps, rules.timeCostWeight(), 0);
            case SIGMOID -> CostToGo.sigmoidTimeCost(steps, rules.timeCostWeight());
        };
    }

    private ValueSteps valueSteps(Learner learner) {
        ValueRule rule = rules.value();
        CostToGo target = costToGo(rule.entropy() ? rules.tau1() : 0, rule.running() ? rules.tau2() : 0, 0, timeCost());
        boolean separate = learner != energy;
        if (rule.moves() == ValueRule.Moves.STORED) {
            return separate
                    ? BackwardValueSteps.stored(learner, value, target, energy.weights())
                    : BackwardValueSteps.stored(learner, value, target);
        }
        Moves.Fresh fresh = new Moves.Fresh(models.sampler());
        Weights[] others = separate ? new Weights[] {energy.weights(), samplerWeights} : new Weights[] {samplerWeights};
        return rule.order() == ValueRule.Order.JOINT
                ? new JointValueStep(learner, value, target, fresh, others)
                : BackwardValueSteps.fresh(learner, value, target, fresh, others);
    }

    private SamplerSteps samplerSteps(Learner valueLearner) {
        // a time cost does not depend on where a step leads, so the sampler's loss leaves it out
        CostToGo cost = costToGo(rules.tau1(), rules.tau2(), rules.sampler().skipLast(), new double[steps]);
        SamplerLoss loss = new SamplerLoss(cost, new Moves.Fresh(models.sampler()));
        Weights[] others = valueLearner == energy
                ? new Weights[] {energy.weights()}
                : new Weights[] {energy.weights(), valueLearner.weights()};
        return switch (rules.sampler().states()) {
            case ALL -> new AllStatesSamplerStep(sampler, loss, others);
            case MINIBATCH ->
                new MinibatchSamplerSteps(
                        sampler, loss, rules.batch(), rules.sampler().generator(), others);
        };
    }

    DxmiTrainer trainer() {
        return trainer;
    }

    Learner sampler() {
        return sampler;
    }

    Learner energy() {
        return energy;
    }

    List<Learner> learners() {
        return learners;
    }

    @Override
    public void close() {
        learners.forEach(Learner::close);
        chain.close();
        velocity.close();
    }
}
