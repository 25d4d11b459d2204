package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.TrainerConfig.PathKind;
import io.dxmi.config.ValueConfig;
import io.dxmi.dxdp.DxdpUpdate;
import io.dxmi.gcd.path.PathKl;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.PolicyGradient;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.ScoreFunctionUpdate;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.Optional;

/** From a configuration to what moves the sampler. */
record SamplerUpdates(NDManager root, Config config, Models models, Learners learners) {

    /** Empty where no sampler is trained; the caller closes it. */
    Optional<SamplerUpdate> update() {
        if (config.game() instanceof GameConfig.Chains) return Optional.empty();
        return Optional.of(config.game() instanceof GameConfig.Gcd rules ? gcd(rules) : dxdp());
    }

    private SamplerUpdate gcd(GameConfig.Gcd rules) {
        return switch (rules.update()) {
            case PATHWISE ->
                new PathwiseUpdate(
                        root,
                        sampler(),
                        models.sampler(),
                        models.energy(),
                        learners.energy().weights(),
                        cost(),
                        rules.tau());
            case SCORE_FUNCTION -> policyGradient(rules, new PolicyGradient.Objective.LogProbability(), 1);
            case PPO ->
                policyGradient(rules, new PolicyGradient.Objective.ClippedRatio(rules.ratioClip()), rules.epochs());
            case DXDP -> dxdp();
        };
    }

    private Learner sampler() {
        return learners.sampler().orElseThrow();
    }

    private PathKl cost() {
        return new PathKl(
                models.sampler().coefficients().beta(), models.sampler().sampleShape());
    }

    private SamplerUpdate policyGradient(GameConfig.Gcd rules, PolicyGradient.Objective objective, int epochs) {
        PolicyGradient gradient =
                new PolicyGradient(models.sampler(), models.timeValue(), models.energy(), cost(), rules.tau());
        return new ScoreFunctionUpdate(
                root,
                sampler(),
                learners.value(PolicyGradient.BASELINE),
                gradient,
                objective,
                epochs,
                learners.energy().weights());
    }

    private SamplerUpdate dxdp() {
        Learner value = config.value().kind() == ValueConfig.Kind.SEPARATE
                ? learners.value(ValueFunction.NETWORK)
                : learners.energy();
        DxdpSteps steps = new DxdpSteps(config, models, sampler(), learners.energy(), value);
        return new DxdpUpdate(velocity(), steps.valueSteps(), steps.samplerSteps(), steps.evaluations());
    }

    private Velocity velocity() {
        TrainerConfig rules = config.trainer();
        return new Velocity(
                root,
                models.sampler().coefficients().beta(),
                rules.path() == PathKind.ADAPTIVE_BROWNIAN ? rules.velocityDecay() : 1);
    }
}
