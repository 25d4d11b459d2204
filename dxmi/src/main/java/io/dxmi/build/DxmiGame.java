package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.DxdpConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.config.PathConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.dxdp.DxmiTrainer;
import io.dxmi.dxdp.EnergyStep;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.RateSchedule;
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
    private final int nCritic;

    DxmiGame(NDManager root, Config config, Models models) {
        TrainerConfig rules = config.trainer();
        GameConfig.Dxmi dxmi = (GameConfig.Dxmi) config.game();
        nCritic = dxmi.nCritic();
        Players players = new Players(root, config, models);
        sampler = players.sampler();
        energy = players.energy();
        learners = new ArrayList<>(List.of(sampler, energy));
        Learner valueLearner = energy;
        if (config.value() instanceof ValueConfig.Separate) {
            valueLearner = players.value(ValueFunction.NETWORK);
            learners.add(valueLearner);
        }
        moves = new DxdpMoves(config, dxmi, models, sampler, energy, valueLearner);
        chain = new Chain(root, models.sampler(), rules.microBatch(), sampler.weights());
        velocity = velocity(root, dxmi, models);
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
                        RateSchedule.cosine(Math.max(1, rules.iterations()), rules.finalRateFactor()),
                        nCritic,
                        dxmi.startIteration(),
                        rules.ema()));
    }

    static Velocity velocity(NDManager root, DxdpConfig rules, Models models) {
        return new Velocity(
                root,
                models.sampler().coefficients().beta(),
                rules.path() instanceof PathConfig.AdaptiveBrownian path ? path.velocityDecay() : 1);
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
        return chain.sampler().steps() + 2 + moves.evaluations(nCritic);
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
