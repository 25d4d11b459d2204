package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.dxdp.DxdpUpdate;
import io.dxmi.gcd.negative.DataChains;
import io.dxmi.gcd.negative.Kernel;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseChains;
import io.dxmi.gcd.negative.NoiseSamples;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.train.GcdTrainer;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.PathKl;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.PolicyGradient;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.ScoreFunctionUpdate;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.ValueFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Generalised contrastive divergence: an energy against chains, or against a sampler that is trained. */
public final class GcdGame implements Game {

    private final Learner energy;
    private final Optional<Learner> sampler;
    private final List<Learner> learners = new ArrayList<>();
    private final NegativeSampler negatives;
    private final Optional<SamplerUpdate> update;
    private final GcdTrainer trainer;

    GcdGame(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        Players players = new Players(root, config, models);
        energy = players.energy();
        learners.add(energy);
        if (config.game() instanceof GameConfig.Chains chains) {
            sampler = Optional.empty();
            update = Optional.empty();
            negatives = chains(root, config, models, chains);
        } else {
            sampler = Optional.of(players.sampler());
            learners.add(sampler.get());
            negatives = new TrainableSampler(new Chain(
                    root, models.sampler(), rules.micro(), sampler.get().weights()));
            update = Optional.of(update(root, config, models, (GameConfig.Gcd) config.game()));
        }
        trainer = new GcdTrainer(
                root,
                new GcdTrainer.Plan(
                        negatives,
                        energy.compile(Objectives.of(
                                config, models.energy(), models.sampler().sampleShape())),
                        update,
                        rules.sampler().from(),
                        learners,
                        RateSchedule.cosine(
                                Math.max(1, rules.iterations()), rules.rates().floor()),
                        rules.ema(),
                        new Monitor(rules.reportEvery(), models.sampler().sampleShape())));
    }

    private NegativeSampler chains(NDManager root, Config config, Models models, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        if (rules.steps() == 0) return new NoiseSamples(rules.sd());
        MarkovChain chain =
                new MarkovChain(root, models.energy(), energy.weights(), kernel(rules, shape), rules.steps());
        return switch (rules.start()) {
            case DATA -> new DataChains(chain);
            case NOISE -> new NoiseChains(chain, rules.sd());
            case PERSISTENT ->
                new PersistentChains(root, chain, shape, rules.buffer(), rules.sd(), rules.restart(), config.seed());
        };
    }

    public static Kernel kernel(GameConfig.Chains rules, long[] sampleShape) {
        return switch (rules.kernel()) {
            case LANGEVIN -> new Langevin(rules.step(), Math.sqrt(2 * rules.step() * rules.temperature()));
            case MALA -> new Mala(rules.step(), sampleShape);
        };
    }

    private SamplerUpdate update(NDManager root, Config config, Models models, GameConfig.Gcd rules) {
        GaussianSampler policy = models.sampler();
        PathKl cost = new PathKl(policy.coefficients().beta(), policy.sampleShape());
        return switch (rules.update()) {
            case PATHWISE ->
                new PathwiseUpdate(
                        root, sampler.orElseThrow(), policy, models.energy(), energy.weights(), cost, rules.tau());
            case SCORE_FUNCTION ->
                policyGradient(root, config, models, new PolicyGradient.Objective.LogProbability(), 1, cost);
            case PPO ->
                policyGradient(
                        root,
                        config,
                        models,
                        new PolicyGradient.Objective.ClippedRatio(rules.ratioClip()),
                        rules.epochs(),
                        cost);
            case DXDP -> dxdp(root, config, models);
        };
    }

    private SamplerUpdate policyGradient(
            NDManager root, Config config, Models models, PolicyGradient.Objective objective, int epochs, PathKl cost) {
        Learner baseline = value(root, config, models, PolicyGradient.BASELINE);
        PolicyGradient game = new PolicyGradient(
                models.sampler(), models.timeValue(), models.energy(), cost, ((GameConfig.Gcd) config.game()).tau());
        return new ScoreFunctionUpdate(
                root, sampler.orElseThrow(), baseline, game, objective, epochs, energy.weights());
    }

    private Learner value(NDManager root, Config config, Models models, String name) {
        Learner learner = new Players(root, config, models).value(name);
        learners.add(learner);
        return learner;
    }

    /** Always with a value network of its own: the energy is GCD's to move. */
    private SamplerUpdate dxdp(NDManager root, Config config, Models models) {
        Learner value = value(root, config, models, ValueFunction.NETWORK);
        DxdpMoves moves = new DxdpMoves(config, models, sampler.orElseThrow(), energy, value);
        return new DxdpUpdate(
                DxmiGame.velocity(root, config, models), moves.valueSteps(), moves.samplerSteps(), moves.evaluations());
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
