package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.SamplerRule;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.TrainerConfig.PathKind;
import io.dxmi.config.ValueRule;
import io.dxmi.dxdp.AllStatesSamplerStep;
import io.dxmi.dxdp.BackwardValueSteps;
import io.dxmi.dxdp.JointValueStep;
import io.dxmi.dxdp.MinibatchSamplerSteps;
import io.dxmi.dxdp.SamplerLoss;
import io.dxmi.dxdp.SamplerSteps;
import io.dxmi.dxdp.Transitions;
import io.dxmi.dxdp.ValueSteps;
import io.dxmi.gcd.path.BrownianPath;
import io.dxmi.gcd.path.ForwardKernel;
import io.dxmi.gcd.path.ReferencePath;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;

/**
 * The value and sampler steps as {@code value} and {@code trainer} say.
 *
 * @param valueLearner of a value network of its own, or the energy's
 */
record DxdpSteps(Config config, Models models, Learner sampler, Learner energy, Learner valueLearner) {

    private TrainerConfig rules() {
        return config.trainer();
    }

    private int steps() {
        return config.sampler().steps();
    }

    private ValueFunction value() {
        return models.value(config.value().kind());
    }

    /** Rows of networks evaluated per trajectory. */
    long evaluations() {
        long steps = steps();
        long fitted = rules().value().moves() == ValueRule.Moves.FRESH ? 3 * steps : 2 * steps;
        SamplerRule rule = rules().sampler();
        long moved = rule.states() == SamplerRule.States.ALL
                ? 2 * steps
                : 2 * Math.min(rule.generator(), steps * rule.critic()) / rule.critic();
        return fitted + moved;
    }

    private ReferencePath path() {
        return rules().path() == PathKind.FORWARD
                ? new ForwardKernel(
                        models.sampler().coefficients().beta(), models.sampler().rank())
                : new BrownianPath();
    }

    private CostToGo costToGo(double entropy, double running, int skipLast, double[] timeCost) {
        return new CostToGo(
                value(),
                path(),
                timeCost,
                CostToGo.weights(steps(), running, skipLast),
                CostToGo.weights(steps(), entropy, skipLast));
    }

    private double[] timeCost() {
        return switch (rules().timeCost()) {
            case NONE -> new double[steps()];
            case CONSTANT -> CostToGo.weights(steps(), rules().timeCostWeight(), 0);
            case SIGMOID -> CostToGo.sigmoidTimeCost(steps(), rules().timeCostWeight());
        };
    }

    ValueSteps valueSteps() {
        Learner learner = valueLearner;
        ValueRule rule = rules().value();
        CostToGo target =
                costToGo(rule.entropy() ? rules().tau1() : 0, rule.running() ? rules().tau2() : 0, 0, timeCost());
        boolean separate = learner != energy;
        if (rule.moves() == ValueRule.Moves.STORED) {
            return separate
                    ? BackwardValueSteps.stored(learner, value(), target, energy.weights())
                    : BackwardValueSteps.stored(learner, value(), target);
        }
        Transitions.Fresh fresh = new Transitions.Fresh(models.sampler());
        Weights[] others =
                separate ? new Weights[] {energy.weights(), sampler.weights()} : new Weights[] {sampler.weights()};
        return rule.order() == ValueRule.Order.JOINT
                ? new JointValueStep(learner, value(), target, fresh, others)
                : BackwardValueSteps.fresh(learner, value(), target, fresh, others);
    }

    SamplerSteps samplerSteps() {
        // a time cost does not depend on where a step leads, so the sampler's loss leaves it out
        CostToGo cost =
                costToGo(rules().tau1(), rules().tau2(), rules().sampler().skipLast(), new double[steps()]);
        SamplerLoss loss = new SamplerLoss(cost, new Transitions.Fresh(models.sampler()));
        Weights[] others = valueLearner == energy
                ? new Weights[] {energy.weights()}
                : new Weights[] {energy.weights(), valueLearner.weights()};
        return switch (rules().sampler().states()) {
            case ALL -> new AllStatesSamplerStep(sampler, loss, others);
            case MINIBATCH ->
                new MinibatchSamplerSteps(
                        sampler, loss, rules().batch(), rules().sampler().generator(), others);
        };
    }
}
