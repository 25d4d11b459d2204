package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.DxdpConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.config.PathConfig;
import io.dxmi.config.SamplerStepConfig;
import io.dxmi.config.TimeCostConfig;
import io.dxmi.config.ValueStepConfig;
import io.dxmi.dxdp.AllStatesSamplerStep;
import io.dxmi.dxdp.BackwardValueSteps;
import io.dxmi.dxdp.JointValueStep;
import io.dxmi.dxdp.MinibatchSamplerSteps;
import io.dxmi.dxdp.SamplerLoss;
import io.dxmi.dxdp.SamplerSteps;
import io.dxmi.dxdp.SharedRollOut;
import io.dxmi.dxdp.SharedUpdate;
import io.dxmi.dxdp.Transitions;
import io.dxmi.dxdp.ValueSteps;
import io.dxmi.gcd.path.BrownianPath;
import io.dxmi.gcd.path.ForwardKernel;
import io.dxmi.gcd.path.ReferencePath;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.value.CostToGo;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;

/**
 * The steps of value and sampler.
 *
 * @param rules of a sampler that follows a value
 * @param valueLearner of a value network of its own, or the energy's
 */
record DxdpSteps(
        Config config, DxdpConfig rules, Models models, Learner sampler, Learner energy, Learner valueLearner) {

    private int steps() {
        return config.sampler().steps();
    }

    private ValueFunction value() {
        return models.value(config.value());
    }

    /** Rows of networks evaluated per trajectory. */
    double evaluations() {
        int nCritic = config.game() instanceof GameConfig.WithSampler game ? game.nCritic() : 1;
        long steps = steps();
        long fitted = rules.valueStep().storedStates() ? 2 * steps : 3 * steps;
        double moved = rules.samplerStep() instanceof SamplerStepConfig.Minibatch minibatch
                ? 2.0 * Math.min(minibatch.nGenerator(), steps * nCritic) / nCritic
                : 2 * steps;
        return fitted + moved;
    }

    private ReferencePath path() {
        return rules.path() instanceof PathConfig.Forward
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
        if (rules.timeCost() instanceof TimeCostConfig.Constant cost) {
            return CostToGo.weights(steps(), cost.weight(), 0);
        }
        return rules.timeCost() instanceof TimeCostConfig.Sigmoid cost
                ? CostToGo.sigmoidTimeCost(steps(), cost.weight())
                : new double[steps()];
    }

    ValueSteps valueSteps() {
        Learner learner = valueLearner;
        ValueStepConfig rule = rules.valueStep();
        CostToGo target = targetCost();
        boolean separate = learner != energy;
        if (rule.storedStates()) {
            return separate
                    ? BackwardValueSteps.stored(learner, value(), target, energy.weights())
                    : BackwardValueSteps.stored(learner, value(), target);
        }
        Transitions.Fresh fresh = new Transitions.Fresh(models.sampler());
        Weights[] others =
                separate ? new Weights[] {energy.weights(), sampler.weights()} : new Weights[] {sampler.weights()};
        return rule instanceof ValueStepConfig.Joint
                ? new JointValueStep(learner, value(), target, fresh, others)
                : BackwardValueSteps.fresh(learner, value(), target, fresh, others);
    }

    /** Value and sampler steps that share the roll-out's evaluations. */
    SharedUpdate shared(Velocity velocity, SharedRollOut rollOut) {
        return new SharedUpdate(
                velocity,
                rollOut,
                models.sampler(),
                new SharedUpdate.Costs(targetCost(), samplerCost()),
                new TimeValue(models.timeValue(), ValueFunction.NETWORK),
                models.energy(),
                valueLearner,
                sampler,
                energy.weights());
    }

    private CostToGo targetCost() {
        ValueStepConfig rule = rules.valueStep();
        return costToGo(rule.entropy() ? rules.tau1() : 0, rule.running() ? rules.tau2() : 0, 0, timeCost());
    }

    /** A time cost does not depend on where a step leads, so the sampler's loss leaves it out. */
    private CostToGo samplerCost() {
        return costToGo(rules.tau1(), rules.tau2(), rules.samplerStep().skipLast(), new double[steps()]);
    }

    SamplerSteps samplerSteps() {
        SamplerLoss loss = new SamplerLoss(samplerCost(), new Transitions.Fresh(models.sampler()));
        Weights[] others = valueLearner == energy
                ? new Weights[] {energy.weights()}
                : new Weights[] {energy.weights(), valueLearner.weights()};
        return rules.samplerStep() instanceof SamplerStepConfig.Minibatch minibatch
                ? new MinibatchSamplerSteps(sampler, loss, config.trainer().batch(), minibatch.nGenerator(), others)
                : new AllStatesSamplerStep(sampler, loss, others);
    }
}
