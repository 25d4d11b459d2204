package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.DxdpConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.config.PathConfig;
import io.dxmi.config.UpdateConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.dxdp.DxdpUpdate;
import io.dxmi.dxdp.SharedRollOut;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.negative.MappedSource;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.path.PathKl;
import io.dxmi.gcd.train.AnnealedNoise;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.PolicyGradient;
import io.dxmi.gcd.train.RewardedUpdate;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.ScoreFunctionUpdate;
import io.dxmi.gcd.train.TransportUpdate;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.Optional;

/** From a configuration to what moves the sampler. */
record SamplerUpdates(NDManager root, Config config, Models models, Learners learners, NegativeSampler negatives) {

    /**
     * What moves the sampler; empty where no sampler is trained. The caller closes it.
     *
     * @param cost of the last state, beside the energy
     * @param workers that share the rows of every batch
     */
    Optional<SamplerUpdate> update(Optional<Energy> cost, Workers workers) {
        if (cost.isEmpty()) return update();
        Models costly = models.withCost(cost.get(), config.trainer().reward().weight());
        return new SamplerUpdates(root, config, costly, learners, negatives)
                .update()
                .map(update -> new RewardedUpdate(root, update, cost.get(), workers));
    }

    private Optional<SamplerUpdate> update() {
        if (config.game() instanceof GameConfig.Dxmi rules) return Optional.of(dxdp(rules));
        if (config.game() instanceof GameConfig.Transport rules) return Optional.of(transport(rules));
        return config.game() instanceof GameConfig.Gcd rules ? Optional.of(gcd(rules.update())) : Optional.empty();
    }

    private SamplerUpdate transport(GameConfig.Transport rules) {
        double until = Math.max(1, rules.anneal() * config.trainer().iterations());
        return new TransportUpdate(
                root,
                sampler(),
                models.trained(),
                models.energy(),
                learners.energy().weights(),
                (MappedSource) negatives,
                new AnnealedNoise(rules.from(), rules.last(), until),
                rules.deviations(Math.toIntExact(models.trained().sampleShape()[0])),
                rules.mapSteps());
    }

    private SamplerUpdate gcd(UpdateConfig kind) {
        return kind.by(new UpdateConfig.Cases<>() {
            @Override
            public SamplerUpdate pathwise(UpdateConfig.Pathwise update) {
                return new PathwiseUpdate(
                        root,
                        sampler(),
                        models.sampler(),
                        models.energy(),
                        learners.energy().weights(),
                        cost(),
                        update.tau());
            }

            @Override
            public SamplerUpdate scoreFunction(UpdateConfig.ScoreFunction update) {
                return policyGradient(update.tau(), new PolicyGradient.Objective.LogProbability(), 1);
            }

            @Override
            public SamplerUpdate ppo(UpdateConfig.Ppo update) {
                return policyGradient(
                        update.tau(), new PolicyGradient.Objective.ClippedRatio(update.ratioClip()), update.epochs());
            }

            @Override
            public SamplerUpdate dxdp(UpdateConfig.Dxdp update) {
                return SamplerUpdates.this.dxdp(update);
            }
        });
    }

    private Learner sampler() {
        return learners.sampler().orElseThrow();
    }

    private PathKl cost() {
        return new PathKl(
                models.sampler().coefficients().beta(), models.sampler().sampleShape());
    }

    private SamplerUpdate policyGradient(double tau, PolicyGradient.Objective objective, int epochs) {
        PolicyGradient gradient =
                new PolicyGradient(models.sampler(), models.timeValue(), models.energy(), cost(), tau);
        return new ScoreFunctionUpdate(
                root,
                sampler(),
                learners.value(PolicyGradient.BASELINE),
                gradient,
                objective,
                epochs,
                learners.energy().weights());
    }

    private SamplerUpdate dxdp(DxdpConfig rules) {
        Learner value = config.value() instanceof ValueConfig.Separate
                ? learners.value(ValueFunction.NETWORK)
                : learners.energy();
        DxdpSteps steps = new DxdpSteps(config, rules, models, sampler(), learners.energy(), value);
        if (negatives instanceof SharedRollOut rollOut) return steps.shared(velocity(rules), rollOut);
        return new DxdpUpdate(velocity(rules), steps.valueSteps(), steps.samplerSteps(), steps.evaluations());
    }

    private Velocity velocity(DxdpConfig rules) {
        return new Velocity(
                root,
                models.sampler().coefficients().beta(),
                rules.path() instanceof PathConfig.AdaptiveBrownian path ? path.velocityDecay() : 1,
                learners.part().summing());
    }
}
