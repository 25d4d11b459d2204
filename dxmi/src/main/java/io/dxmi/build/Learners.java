package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The trained networks of a configuration, with first weights and their optimisers. */
final class Learners implements AutoCloseable {

    private final NDManager root;
    private final Config config;
    private final Models models;
    private final Optional<Learner> sampler;
    private final Learner energy;
    private final List<Learner> all = new ArrayList<>();

    /** The energy and, unless negatives come from chains, the sampler. */
    Learners(NDManager root, Config config, Models models) {
        this.root = root;
        this.config = config;
        this.models = models;
        sampler = config.game() instanceof GameConfig.Chains ? Optional.empty() : Optional.of(newSampler());
        sampler.ifPresent(all::add);
        TrainerConfig rules = config.trainer();
        energy = learner(
                Energy.NETWORK,
                models.energy().parameters(),
                adam(
                        rules.rates().energy(),
                        rules.clips().energy(),
                        rules.beta1().energy(),
                        rules.beta2().energy()));
        all.add(energy);
    }

    private Learner newSampler() {
        TrainerConfig rules = config.trainer();
        Adam adam = adam(
                rules.rates().sampler(),
                rules.clips().sampler(),
                rules.beta1().sampler(),
                rules.beta2().sampler());
        if (models.sampler().trainedSteps() > 0) {
            adam = adam.withOwnRate(GaussianSampler.LOG_SIGMA, rules.rates().logSigma());
        }
        if (rules.samplerOptimizer() == TrainerConfig.Optimizer.RADAM) adam = adam.asRectified();
        return learner(Sampler.NETWORK, models.sampler().parameters(), adam);
    }

    /** Empty where no sampler is trained. */
    Optional<Learner> sampler() {
        return sampler;
    }

    Learner energy() {
        return energy;
    }

    /** Adds the time-dependent network under a name of the caller's. */
    Learner value(String name) {
        TrainerConfig rules = config.trainer();
        Adam adam = adam(
                rules.rates().value(),
                rules.clips().value(),
                rules.beta1().value(),
                rules.beta2().value());
        Learner learner = learner(name, models.timeValue().parameters(), adam);
        all.add(learner);
        return learner;
    }

    /** All so far: the sampler, the energy, then values. */
    List<Learner> all() {
        return all;
    }

    private Learner learner(String name, List<Parameter> parameters, Adam adam) {
        Weights weights = Weights.initial(root, name, parameters, config.seed());
        return new Learner(root, weights, adam, config.trainer().micro());
    }

    private static Adam adam(double rate, double clip, double beta1, double beta2) {
        return new Adam(rate, Map.of(), beta1, beta2, 1e-8, clip == 0 ? Double.POSITIVE_INFINITY : clip);
    }

    @Override
    public void close() {
        all.forEach(Learner::close);
    }
}
