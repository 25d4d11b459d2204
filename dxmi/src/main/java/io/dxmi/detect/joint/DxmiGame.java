package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.dxdp.AllStatesSamplerStep;
import io.dxmi.dxdp.DxmiTrainer;
import io.dxmi.dxdp.EnergyStep;
import io.dxmi.dxdp.JointValueStep;
import io.dxmi.dxdp.Moves;
import io.dxmi.dxdp.SamplerLoss;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ForwardKernel;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.List;
import java.util.Map;

/** DxMI on vectors with separate energy and value, the setting of the paper's anomaly detection (section 5.3). */
public final class DxmiGame implements EnergyGame {

    private static final double VALUE_RATE = 2e-3;
    private static final int VALUE_DEPTH = 2;

    private final Learner samplerLearner;
    private final Learner valueLearner;
    private final Chain chain;
    private final Velocity velocity;
    private final DxmiTrainer trainer;

    public DxmiGame(
            NDManager root, JointSettings settings, long seed, DataRows rows, Player player, Progress progress) {
        int d = rows.dimensions();
        int steps = settings.steps();
        VectorPolicy policy = VectorPolicy.of(settings, d);
        GaussianSampler sampler = policy.sampler();
        TimeValue before = new TimeValue(
                new TimeMlp(FourierFeatures.none(d), settings.width(), VALUE_DEPTH, 1, new StepTable(steps + 1)),
                ValueFunction.NETWORK);
        SeparateValue value = new SeparateValue(before, player.energy(), steps);
        Weights weights = policy.pretrained(root, rows, seed, progress);
        Weights energyWeights = player.learner().weights();
        samplerLearner = policy.learner(root, weights);
        valueLearner = new Learner(
                root,
                Weights.initial(root, ValueFunction.NETWORK, before.network().parameters(), seed),
                Adam.of(VALUE_RATE));
        chain = new Chain(root, sampler, weights);
        double[] beta = sampler.coefficients().beta();
        velocity = new Velocity(root, beta, 1);
        Moves.Fresh moves = new Moves.Fresh(sampler);
        trainer = new DxmiTrainer(
                root,
                new DxmiTrainer.Plan(
                        chain,
                        velocity,
                        new EnergyStep(player.learner(), player.loss()),
                        new JointValueStep(valueLearner, value, cost(value, beta, 0), moves, energyWeights, weights),
                        new AllStatesSamplerStep(
                                samplerLearner,
                                new SamplerLoss(cost(value, beta, settings.tau()), moves),
                                energyWeights,
                                valueLearner.weights()),
                        List.of(samplerLearner, player.learner(), valueLearner),
                        EnergyGame.rates(settings),
                        1,
                        settings.samplerFrom(),
                        DECAY));
    }

    private static CostToGo cost(SeparateValue value, double[] beta, double tau) {
        double[] weights = CostToGo.weights(beta.length, tau, 0);
        return new CostToGo(value, new ForwardKernel(beta, 2), new double[beta.length], weights, weights);
    }

    @Override
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    @Override
    public void close() {
        velocity.close();
        chain.close();
        valueLearner.close();
        samplerLearner.close();
    }
}
