package io.dxmi.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.Rates;
import io.dxmi.config.TrainerConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NoisyEnergy;
import io.dxmi.gcd.negative.DataChains;
import io.dxmi.gcd.negative.Kernel;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseChains;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.train.GcdTrainer;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.PathKl;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.RateSchedule;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Generalised contrastive divergence: an energy against chains, or against a sampler that is trained. */
final class GcdGame implements Game {

    private final Learner energy;
    private final Optional<Learner> sampler;
    private final List<Learner> learners = new ArrayList<>();
    private final NegativeSampler negatives;
    private final Optional<SamplerUpdate> update;
    private final GcdTrainer trainer;

    GcdGame(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        Rates rates = rules.rates();
        energy = new Learner(
                root,
                Weights.initial(root, Energy.NETWORK, models.energy().parameters(), config.seed()),
                DxmiGame.adam(
                        rates.energy(),
                        rules.clips().energy(),
                        rules.beta1().energy(),
                        rules.beta2().energy()));
        learners.add(energy);
        if (config.game() instanceof GameConfig.Chains chains) {
            sampler = Optional.empty();
            update = Optional.empty();
            negatives = chains(root, config, models, chains);
        } else {
            sampler = Optional.of(sampler(root, config, models));
            learners.add(sampler.get());
            negatives = new TrainableSampler(
                    new Chain(root, models.sampler(), sampler.get().weights()));
            update = Optional.of(update(root, models, (GameConfig.Gcd) config.game()));
        }
        Energy taught = config.energy().noise() > 0
                ? new NoisyEnergy(models.energy(), config.energy().noise())
                : models.energy();
        trainer = new GcdTrainer(
                root,
                new GcdTrainer.Plan(
                        negatives,
                        energy.update(new ContrastiveLoss(taught, Energy.NETWORK, rules.gamma())),
                        update,
                        rules.sampler().from(),
                        learners,
                        RateSchedule.cosine(Math.max(1, rules.iterations()), rates.floor()),
                        rules.ema(),
                        new Monitor(rules.reportEvery(), models.sampler().sampleShape())));
    }

    private static Learner sampler(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        Adam adam = DxmiGame.adam(
                rules.rates().sampler(),
                rules.clips().sampler(),
                rules.beta1().sampler(),
                rules.beta2().sampler());
        if (models.sampler().trainedSteps() > 0) {
            adam = adam.withOwnRate(
                    GaussianSampler.LOG_SIGMA, rules.rates().logSigma());
        }
        return new Learner(
                root,
                Weights.initial(root, Sampler.NETWORK, models.sampler().parameters(), config.seed()),
                adam);
    }

    private NegativeSampler chains(NDManager root, Config config, Models models, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        MarkovChain chain =
                new MarkovChain(root, models.energy(), energy.weights(), kernel(rules, shape), rules.steps());
        return switch (rules.start()) {
            case DATA -> new DataChains(chain);
            case NOISE -> new NoiseChains(chain, rules.sd());
            case PERSISTENT ->
                new PersistentChains(
                        root, chain, shape, rules.buffer(), rules.sd(), rules.restart(), config.seed());
        };
    }

    static Kernel kernel(GameConfig.Chains rules, long[] sampleShape) {
        return switch (rules.kernel()) {
            case LANGEVIN -> new Langevin(rules.step(), Math.sqrt(2 * rules.step() * rules.temperature()));
            case MALA -> new Mala(rules.step(), sampleShape);
        };
    }

    private SamplerUpdate update(NDManager root, Models models, GameConfig.Gcd rules) {
        GaussianSampler policy = models.sampler();
        PathKl cost = new PathKl(policy.coefficients().beta(), policy.sampleShape());
        return new PathwiseUpdate(
                root, sampler.orElseThrow(), policy, models.energy(), energy.weights(), cost, rules.tau());
    }

    @Override
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    @Override
    public Map<String, HostTensor> state() {
        return trainer.state();
    }

    @Override
    public void restore(Map<String, HostTensor> state, String origin) {
        trainer.restore(state, origin);
    }

    @Override
    public List<String> warnings() {
        return trainer.warnings();
    }

    @Override
    public long evaluations() {
        return trainer.evaluations();
    }

    @Override
    public Optional<Learner> sampler() {
        return sampler;
    }

    @Override
    public Learner energy() {
        return energy;
    }

    @Override
    public List<Learner> learners() {
        return learners;
    }

    @Override
    public void close() {
        update.ifPresent(SamplerUpdate::close);
        negatives.close();
        learners.forEach(Learner::close);
    }
}
