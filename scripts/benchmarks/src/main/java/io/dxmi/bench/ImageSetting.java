package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.WeightNorm;
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
 * The published trainer's CIFAR-10 setting with smaller networks and five steps: one time-independent network is value and
 * energy, stored transitions, one value step per time and one sampler step.
 */
final class ImageSetting implements AutoCloseable {

    static final int BATCH = 16;
    static final int STEPS = 5;
    static final int CHANNELS = 3;
    static final int SIDE = 32;
    static final int WIDTH = 32;

    /** With one channel a group the network could not see the time. */
    static final int GROUPS = 8;

    static final DdpmUnet UNET = new DdpmUnet(
            new DdpmTrunk(CHANNELS, SIDE, WIDTH, List.of(1, 2, 2, 2), 2, List.of(SIDE / 2), GROUPS), CHANNELS);

    private static final int NEVER = Integer.MAX_VALUE;
    private static final double LAST_STD = 0.001;

    private final Learner sampler;
    private final Learner energy;
    private final Trainer trainer;
    private final NDArray data;
    private final SeededDraws draws = new SeededDraws(0);
    private final Stopwatch watch;

    ImageSetting(NDManager root, Stopwatch watch) {
        this.watch = watch;
        this.data = root.randomNormal(new Shape(BATCH, CHANNELS, SIDE, SIDE));
        GaussianSampler policy = new GaussianSampler(
                UNET,
                new long[] {CHANNELS, SIDE, SIDE},
                StepCoefficients.ddpmPosterior(FastDpmSchedule.asReleased(STEPS), Prediction.NOISE)
                        .withLastStd(LAST_STD),
                STEPS);
        Energy net = new NetworkEnergy(new Igebm(CHANNELS, WIDTH, WeightNorm.NONE, true));
        sampler = new Learner(
                root,
                Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0),
                Adam.of(1e-7).withOwnRate(GaussianSampler.LOG_SIGMA, 1e-5).withClip(0.1));
        energy = new Learner(root, Weights.initial(root, Energy.NETWORK, net.parameters(), 0), Adam.of(1e-5));
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
                        sampler, new SamplerLoss(cost, new Transitions.Fresh(policy)), BATCH, 1, energy.weights())),
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

    /** Trained parameters of both networks. */
    long parameters() {
        return sampler.weights().size() + energy.weights().size();
    }

    void iterate(long i) {
        watch.start();
        trainer.iterate(i, data, watch.around(draws.at(i)));
        watch.stop();
    }

    @Override
    public void close() {
        trainer.close();
        sampler.close();
        energy.close();
        data.close();
    }
}
