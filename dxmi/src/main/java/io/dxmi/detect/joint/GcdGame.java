package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.train.GcdTrainer;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.PathKl;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Contrastive divergence on vectors: against a sampler moved by back-propagation, or against chains on the energy. */
public final class GcdGame implements EnergyGame {

    private static final int CHAINS = 1024;
    private static final double RESTART = 0.05;

    /** Steps of each chain in an iteration. */
    private static final int WALK = 20;

    /** Nobody reads the monitor of a short game. */
    private static final int NEVER = Integer.MAX_VALUE;

    private final NegativeSampler negatives;
    private final Optional<Learner> samplerLearner;
    private final Optional<SamplerUpdate> update;
    private final GcdTrainer trainer;

    private GcdGame(
            NDManager root,
            JointSettings settings,
            int d,
            Player player,
            NegativeSampler negatives,
            Optional<Learner> samplerLearner,
            Optional<SamplerUpdate> update) {
        this.negatives = negatives;
        this.samplerLearner = samplerLearner;
        this.update = update;
        List<Learner> learners = new ArrayList<>(List.of(player.learner()));
        samplerLearner.ifPresent(learners::add);
        trainer = new GcdTrainer(
                root,
                new GcdTrainer.Plan(
                        negatives,
                        player.learner().update(player.loss()),
                        update,
                        settings.samplerFrom(),
                        learners,
                        EnergyGame.rates(settings),
                        DECAY,
                        new Monitor(NEVER, new long[] {d})));
    }

    /** Pathwise; {@code gcd} counts nats of the whole vector, hence tau / d. */
    public static GcdGame sampler(
            NDManager root, JointSettings settings, long seed, DataRows rows, Player player, Progress progress) {
        int d = rows.dimensions();
        VectorPolicy policy = VectorPolicy.of(settings, d);
        GaussianSampler sampler = policy.sampler();
        Weights weights = policy.pretrained(root, rows, seed, progress);
        Learner learner = policy.learner(root, weights);
        SamplerUpdate update = new PathwiseUpdate(
                root,
                learner,
                sampler,
                player.energy(),
                player.learner().weights(),
                new PathKl(sampler.coefficients().beta(), d),
                settings.tau() / d);
        NegativeSampler negatives = new TrainableSampler(new Chain(root, sampler, weights));
        return new GcdGame(root, settings, d, player, negatives, Optional.of(learner), Optional.of(update));
    }

    /**
     * Persistent Langevin chains at the temperature that a sampler would have, {@code exp(-d E / tau)}. The energy near a
     * remembered point is its squared distance over d, so that a step of d / 4 goes half of the way there.
     */
    public static GcdGame chains(NDManager root, JointSettings settings, long seed, DataRows rows, Player player) {
        int d = rows.dimensions();
        Langevin kernel = new Langevin(d / 4.0, Math.sqrt(settings.tau() / 2));
        MarkovChain chain =
                new MarkovChain(root, player.energy(), player.learner().weights(), kernel, WALK);
        NegativeSampler negatives =
                new PersistentChains(root, chain, new long[] {d}, Math.max(CHAINS, settings.batch()), 1, RESTART, seed);
        return new GcdGame(root, settings, d, player, negatives, Optional.empty(), Optional.empty());
    }

    @Override
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    @Override
    public void close() {
        update.ifPresent(SamplerUpdate::close);
        negatives.close();
        samplerLearner.ifPresent(Learner::close);
    }
}
