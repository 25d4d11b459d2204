package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.ChainStartConfig;
import io.dxmi.config.Config;
import io.dxmi.config.DxdpConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.config.KernelConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.UpdateConfig;
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
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.RateSchedule;
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
                    root, models.sampler(), rules.microBatch(), sampler.get().weights()));
            update = Optional.of(update(root, config, models, (GameConfig.Gcd) config.game()));
        }
        trainer = new GcdTrainer(
                root,
                new GcdTrainer.Plan(
                        negatives,
                        energy.update(Objectives.of(
                                config, models.energy(), models.sampler().sampleShape())),
                        update,
                        config.game() instanceof GameConfig.WithSampler trained ? trained.startIteration() : 0,
                        learners,
                        RateSchedule.cosine(Math.max(1, rules.iterations()), rules.finalRateFactor()),
                        rules.ema(),
                        new Monitor(rules.reportEvery(), models.sampler().sampleShape())));
    }

    private NegativeSampler chains(NDManager root, Config config, Models models, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        if (rules.noiseAlone()) return new NoiseSamples(rules.noiseSd());
        MarkovChain chain =
                new MarkovChain(root, models.energy(), energy.weights(), kernel(rules, shape), rules.steps());
        return rules.start().by(new ChainStartConfig.Cases<>() {
            @Override
            public NegativeSampler data(ChainStartConfig.Data start) {
                return new DataChains(chain);
            }

            @Override
            public NegativeSampler persistent(ChainStartConfig.Persistent start) {
                return new PersistentChains(
                        root, chain, shape, start.buffer(), rules.noiseSd(), start.restart(), config.seed());
            }

            @Override
            public NegativeSampler noise(ChainStartConfig.Noise start) {
                return new NoiseChains(chain, rules.noiseSd());
            }
        });
    }

    public static Kernel kernel(GameConfig.Chains rules, long[] sampleShape) {
        double size = rules.stepSize();
        return rules.kernel() instanceof KernelConfig.Mala
                ? new Mala(size, sampleShape)
                : new Langevin(size, Math.sqrt(2 * size * rules.kernel().temperature()));
    }

    private SamplerUpdate update(NDManager root, Config config, Models models, GameConfig.Gcd rules) {
        GaussianSampler policy = models.sampler();
        PathKl cost = new PathKl(policy.coefficients().beta(), policy.sampleShape());
        return rules.update().by(new UpdateConfig.Cases<>() {
            @Override
            public SamplerUpdate pathwise(UpdateConfig.Pathwise update) {
                return new PathwiseUpdate(
                        root, sampler.orElseThrow(), policy, models.energy(), energy.weights(), cost, update.tau());
            }

            @Override
            public SamplerUpdate scoreFunction(UpdateConfig.ScoreFunction update) {
                return policyGradient(new PolicyGradient.Objective.LogProbability(), 1, update.tau());
            }

            @Override
            public SamplerUpdate ppo(UpdateConfig.Ppo update) {
                return policyGradient(
                        new PolicyGradient.Objective.ClippedRatio(update.ratioClip()), update.epochs(), update.tau());
            }

            private SamplerUpdate policyGradient(PolicyGradient.Objective objective, int epochs, double tau) {
                Learner baseline = value(root, config, models, PolicyGradient.BASELINE);
                PolicyGradient game = new PolicyGradient(policy, models.timeValue(), models.energy(), cost, tau);
                return new ScoreFunctionUpdate(
                        root, sampler.orElseThrow(), baseline, game, objective, epochs, energy.weights());
            }

            @Override
            public SamplerUpdate dxdp(UpdateConfig.Dxdp update) {
                return GcdGame.this.dxdp(root, config, models, update);
            }
        });
    }

    private Learner value(NDManager root, Config config, Models models, String name) {
        Learner learner = new Players(root, config, models).value(name);
        learners.add(learner);
        return learner;
    }

    /** Always with a value network of its own: the energy is GCD's to move. */
    private SamplerUpdate dxdp(NDManager root, Config config, Models models, DxdpConfig rules) {
        Learner value = value(root, config, models, ValueFunction.NETWORK);
        DxdpMoves moves = new DxdpMoves(config, rules, models, sampler.orElseThrow(), energy, value);
        return new DxdpUpdate(
                DxmiGame.velocity(root, rules, models), moves.valueSteps(), moves.samplerSteps(), moves.evaluations(1));
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
