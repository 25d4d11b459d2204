package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.train.EnergyStep;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.Pace;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.Trainer;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks of a training with first weights, and the trainer that moves them, as a configuration says. */
public final class Game implements AutoCloseable {

    private final Learners learners;
    private final Trainer trainer;

    private Game(Learners learners, Trainer trainer) {
        this.learners = learners;
        this.trainer = trainer;
    }

    /** A game of one worker, without a reward. */
    public static Game of(NDManager root, Config config, Models models) {
        return of(root, config, models, Optional.empty(), Part.WHOLE);
    }

    /**
     * One worker's part of a game.
     *
     * @param cost the negative reward of {@code trainer.reward}, without parameters; empty where there is none
     */
    public static Game of(NDManager root, Config config, Models models, Optional<Energy> cost, Part part) {
        long[] shape = models.sampler().sampleShape();
        Learners learners = new Learners(root, config, models, part);
        NegativeSampler negatives = NegativeSamplers.of(root, config, models, learners);
        EnergyStep energy = new EnergyStep(
                learners.energy(), Objectives.of(config, models.energy(), shape), Objectives.noiseSd(config));
        Optional<SamplerUpdate> sampler =
                new SamplerUpdates(root, config, models, learners, negatives).update(cost, part.summing());
        Trainer.Plan plan =
                new Trainer.Plan(negatives, energy, sampler, learners.all(), pace(config), monitor(config, shape));
        return new Game(learners, new Trainer(root, plan));
    }

    private static Pace pace(Config config) {
        TrainerConfig rules = config.trainer();
        RateSchedule rates = RateSchedule.cosine(Math.max(1, rules.iterations()), rules.finalRateFactor());
        return config.game() instanceof GameConfig.WithSampler game
                ? new Pace(rates, game.nCritic(), game.startIteration(), rules.ema())
                : Pace.steady(rates, rules.ema());
    }

    /** What warns of a training. An energy without a temperature of its own, such as a log-ratio of densities, counts in nats. */
    public static Monitor monitor(Config config, long[] shape) {
        int dimensions = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        double temperature = Objectives.temperature(config, dimensions).orElse(1.0);
        return new Monitor(config.trainer().reportEvery(), config.trainer().iterations(), shape, temperature);
    }

    /** One iteration without classes. @return its scalars, by name */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    /** One iteration with the classes of the data, int64 (B). @return its scalars, by name */
    public Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        return trainer.iterate(i, data, labels, draws);
    }

    /** Whether the state after iteration i is complete, so that a checkpoint may be written. */
    public boolean isCheckpoint(long i) {
        return trainer.isCheckpoint(i);
    }

    /** Everything that an iteration changes. */
    public Map<String, HostTensor> state() {
        return trainer.state();
    }

    /** What iterations leave as it is but a restored game needs: the sampler's own weights, if only adapters are trained. */
    public Map<String, HostTensor> frozen() {
        return sampler().map(Learner::frozen).orElse(Map.of());
    }

    /** The {@link #state} with what is {@link #frozen}. */
    public Map<String, HostTensor> wholeState() {
        Map<String, HostTensor> whole = new LinkedHashMap<>(frozen());
        whole.putAll(state());
        return whole;
    }

    /** Puts a {@link #state} back. @throws io.dxmi.samplers.UserError if it does not fit */
    public void restore(Map<String, HostTensor> state, String origin) {
        trainer.restore(state, origin);
    }

    /** What went wrong on the way, one line each with its remedy. */
    public List<String> warnings() {
        return trainer.warnings();
    }

    /** Rows of networks evaluated in an iteration per row of the batch, with or without a gradient. */
    public double evaluations() {
        return trainer.evaluations();
    }

    /** Empty where no sampler is trained. */
    public Optional<Learner> sampler() {
        return learners.sampler();
    }

    public Learner energy() {
        return learners.energy();
    }

    /** Every network that is trained. */
    public List<Learner> learners() {
        return learners.all();
    }

    @Override
    public void close() {
        trainer.close();
        learners.close();
    }
}
