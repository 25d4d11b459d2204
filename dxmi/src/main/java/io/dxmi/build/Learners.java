package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.OptimizerConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The trained networks of a configuration, with first weights and their optimisers. */
final class Learners implements AutoCloseable {

    private final NDManager root;
    private final Config config;
    private final Models models;
    private final Part part;
    private final Optional<Learner> sampler;
    private final Learner energy;
    private final List<Learner> all = new ArrayList<>();

    /** The energy and, unless negatives come from chains, the sampler. */
    Learners(NDManager root, Config config, Models models, Part part) {
        this.root = root;
        this.part = part;
        this.config = config;
        this.models = models;
        sampler = config.game() instanceof GameConfig.Chains ? Optional.empty() : Optional.of(newSampler());
        sampler.ifPresent(all::add);
        energy = learner(
                Energy.NETWORK,
                models.energy().parameters(),
                config.energy().optimizer().adam());
        all.add(energy);
    }

    private Learner newSampler() {
        Adam adam = config.sampler().optimizer().adam();
        if (models.trained() instanceof GaussianSampler policy && policy.trainedSteps() > 0) {
            adam = adam.withOwnRate(
                    GaussianSampler.LOG_SIGMA, config.sampler().sigma().rate());
        }
        List<Parameter> parameters = models.trained().parameters();
        Weights weights = SamplerAdapters.of(config, models.trained())
                .map(adapters -> adapters.initial(root, Sampler.NETWORK, config.seed()))
                .orElseGet(() -> Weights.initial(root, Sampler.NETWORK, parameters, config.seed()));
        return learner(weights, adam);
    }

    /** What this process does of the training. */
    Part part() {
        return part;
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
        OptimizerConfig optimizer = ((ValueConfig.Separate) config.value()).optimizer();
        Learner learner = learner(name, models.timeValue().parameters(), optimizer.adam());
        all.add(learner);
        return learner;
    }

    /** All so far: the sampler, the energy, then values. */
    List<Learner> all() {
        return all;
    }

    private Learner learner(String name, List<Parameter> parameters, Adam adam) {
        return learner(Weights.initial(root, name, parameters, config.seed()), adam);
    }

    private Learner learner(Weights weights, Adam adam) {
        return new Learner(root, weights, adam, config.trainer().microBatch(), part);
    }

    @Override
    public void close() {
        all.forEach(Learner::close);
    }
}
