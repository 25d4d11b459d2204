package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.TrainerConfig.PathKind;
import io.dxmi.config.ValueConfig;
import io.dxmi.dxdp.DxmiTrainer;
import io.dxmi.dxdp.EnergyStep;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The players of the joint training with first weights, and the trainer that moves them, as a configuration says. */
final class DxmiGame implements Game {

    private final Learner sampler;
    private final Learner energy;
    private final List<Learner> learners;
    private final Chain chain;
    private final Velocity velocity;
    private final DxdpMoves moves;
    private final DxmiTrainer trainer;

    DxmiGame(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        Players players = new Players(root, config, models);
        sampler = players.sampler();
        energy = players.energy();
        learners = new ArrayList<>(List.of(sampler, energy));
        Learner valueLearner = energy;
        if (config.value().kind() == ValueConfig.Kind.SEPARATE) {
            valueLearner = players.value(ValueFunction.NETWORK);
            learners.add(valueLearner);
        }
        moves = new DxdpMoves(config, models, sampler, energy, valueLearner);
        chain = new Chain(root, models.sampler(), rules.micro(), sampler.weights());
        velocity = velocity(root, config, models);
        trainer = new DxmiTrainer(
                root,
                new DxmiTrainer.Plan(
                        chain,
                        velocity,
                        new EnergyStep(
                                energy,
                                Objectives.of(
                                        config,
                                        models.energy(),
                                        models.sampler().sampleShape())),
                        moves.valueSteps(),
                        moves.samplerSteps(),
                        learners,
                        RateSchedule.cosine(
                                Math.max(1, rules.iterations()), rules.rates().floor()),
                        rules.sampler().critic(),
                        rules.sampler().from(),
                        rules.ema()));
    }

    static Velocity velocity(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        return new Velocity(
                root,
                models.sampler().coefficients().beta(),
                rules.path() == PathKind.ADAPTIVE_BROWNIAN ? rules.velocityDecay() : 1);
    }

    @Override
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    @Override
    public Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        return trainer.iterate(i, data, labels.duplicate(), draws);
    }

    @Override
    public boolean isCheckpoint(long i) {
        return trainer.isCheckpoint(i);
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
    public long evaluations() {
        return chain.sampler().steps() + 2 + moves.evaluations();
    }

    @Override
    public Optional<Learner> sampler() {
        return Optional.of(sampler);
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
        learners.forEach(Learner::close);
        chain.close();
        velocity.close();
    }
}
