package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.dxdp.BackwardValueSteps;
import io.dxmi.dxdp.DxdpUpdate;
import io.dxmi.dxdp.MinibatchSamplerSteps;
import io.dxmi.dxdp.SamplerLoss;
import io.dxmi.dxdp.Transitions;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.path.BrownianPath;
import io.dxmi.gcd.train.EnergyStep;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.Pace;
import io.dxmi.gcd.train.Trainer;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.value.CostToGo;
import io.dxmi.value.EnergyAsValue;
import io.dxmi.value.Velocity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The published trainer's 2-D setting: one time-independent network is value and energy, stored transitions, one value
 * step per time, as many sampler steps of one batch as there are times, and all trained deviations.
 */
final class Setting implements AutoCloseable {

    static final int BATCH = 500;
    static final int STEPS = 5;
    static final int WIDTH = 128;
    static final int DEPTH = 3;
    static final int SINUSOIDS = 128;
    static final int DIMENSIONS = 2;

    private static final int NEVER = Integer.MAX_VALUE;
    private static final double LAST_STD = 0.001;

    private final NDManager root;
    private final Learner sampler;
    private final Learner energy;
    private final Trainer trainer;
    private final FreshDraws data = FreshDraws.of(PointSet.EIGHT_GAUSSIANS);
    private final SeededDraws draws = new SeededDraws(0);
    private final Stopwatch watch;

    Setting(NDManager root, Stopwatch watch) {
        this.root = root;
        this.watch = watch;
        GaussianSampler policy = policy();
        Energy net = new NetworkEnergy(new Mlp(FourierFeatures.none(DIMENSIONS), WIDTH, DEPTH, 1));
        sampler = learner(
                Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0),
                Adam.of(1e-4).withOwnRate(GaussianSampler.LOG_SIGMA, 1e-4).withClip(0.1));
        energy = learner(Weights.initial(root, Energy.NETWORK, net.parameters(), 0), Adam.of(1e-3));
        Chain chain = new Chain(root, policy, sampler.weights());
        double[] ones = new double[STEPS];
        Arrays.fill(ones, 1);
        Velocity velocity = new Velocity(root, ones, 0.99);
        EnergyAsValue value = new EnergyAsValue(net);
        double[] none = new double[STEPS];
        CostToGo target = new CostToGo(value, new BrownianPath(), CostToGo.sigmoidTimeCost(STEPS, 1), none, none);
        CostToGo cost = new CostToGo(
                value, new BrownianPath(), none, CostToGo.weights(STEPS, 0.01, 0), CostToGo.weights(STEPS, 0.1, 0));
        DxdpUpdate update = new DxdpUpdate(
                velocity,
                watch.aroundValue(BackwardValueSteps.stored(energy, value, target)),
                watch.aroundSampler(new MinibatchSamplerSteps(
                        sampler, new SamplerLoss(cost, new Transitions.Fresh(policy)), BATCH, STEPS, energy.weights())),
                0);
        trainer = new Trainer(
                root,
                new Trainer.Plan(
                        new TrainableSampler(chain),
                        new EnergyStep(energy, new ContrastiveLoss(net, Energy.NETWORK, 1)),
                        Optional.of(update),
                        List.of(sampler, energy),
                        Pace.steady(RateSchedule.CONSTANT, 0.999),
                        new Monitor(NEVER, policy.sampleShape(), 1)));
    }

    private Learner learner(Weights weights, Adam adam) {
        return new Learner(root, weights, adam);
    }

    private static GaussianSampler policy() {
        return new GaussianSampler(
                new TimeMlp(FourierFeatures.none(DIMENSIONS), WIDTH, DEPTH, DIMENSIONS, new Sinusoids(SINUSOIDS)),
                new long[] {DIMENSIONS},
                StepCoefficients.ddpmPosterior(FastDpmSchedule.asReleased(STEPS), Prediction.NOISE)
                        .withLastStd(LAST_STD),
                STEPS);
    }

    /** One iteration; the data is made before the watch starts. */
    void iterate(long i) {
        try (NDManager scope = root.newSubManager()) {
            NDArray batch = Torch.array(scope, data.batch(0, i, BATCH), BATCH, DIMENSIONS);
            watch.start();
            trainer.iterate(i, batch, watch.around(draws.at(i)));
            watch.stop();
        }
    }

    @Override
    public void close() {
        trainer.close();
        sampler.close();
        energy.close();
    }
}
