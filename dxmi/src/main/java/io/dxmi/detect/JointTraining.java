package io.dxmi.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.RateSchedule;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.pretrain.DenoisingLoss;
import io.dxmi.samplers.pretrain.Pretrainer;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.train.AllStatesSamplerStep;
import io.dxmi.train.DxmiTrainer;
import io.dxmi.train.EnergyStep;
import io.dxmi.train.JointValueStep;
import io.dxmi.train.Moves;
import io.dxmi.train.SamplerLoss;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ForwardKernel;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** DxMI on vectors with separate energy and value, the setting of the paper's anomaly detection (section 5.3). */
final class JointTraining {

    private static final double LAST_STD = 0.03;
    private static final double CLIP = 0.1;
    private static final double VALUE_RATE = 2e-3;
    private static final double PRETRAIN_RATE = 1e-3;
    private static final double DECAY = 0.98;
    private static final double FLOOR = 0.05;

    private final NDManager root;
    private final JointSettings settings;
    private final long seed;
    private final GaussianSampler sampler;
    private final NoiseSchedule schedule;
    private final float[] rows;
    private final int count;
    private final int dimensions;

    /** @param rows normal data, (count, dimensions), about unit scale */
    JointTraining(NDManager root, JointSettings settings, long seed, float[] rows, int dimensions) {
        this.root = root;
        this.settings = settings;
        this.seed = seed;
        this.rows = rows;
        this.dimensions = dimensions;
        this.count = rows.length / dimensions;
        int steps = settings.steps();
        schedule = GeometricSchedule.of(steps);
        sampler = new GaussianSampler(
                new TimeMlp(
                        FourierFeatures.none(dimensions),
                        settings.width(),
                        settings.depth(),
                        dimensions,
                        new StepTable(steps)),
                new long[] {dimensions},
                StepCoefficients.ddpmPosterior(schedule, Prediction.DATA).withLastStd(LAST_STD),
                steps - 1);
    }

    /**
     * Trains the energy; its running average holds the result.
     *
     * @param loss takes what {@code byNumber} says and samples
     * @param byNumber whether the loss wants its data as numbers of rows, int64 (B), instead of the rows themselves
     */
    void train(Energy energy, Learner energyLearner, Loss loss, boolean byNumber, Progress progress) {
        if (settings.iterations() == 0) return;
        int steps = settings.steps();
        TimeValue before = new TimeValue(
                new TimeMlp(FourierFeatures.none(dimensions), settings.width(), 2, 1, new StepTable(steps + 1)),
                ValueFunction.NETWORK);
        SeparateValue value = new SeparateValue(before, energy, steps);
        Weights samplerWeights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), seed);
        pretrain(samplerWeights, progress);
        Adam samplerAdam = Adam.of(settings.samplerRate())
                .withClip(CLIP)
                .withOwnRate(GaussianSampler.LOG_SIGMA, settings.samplerRate());
        try (Learner samplerLearner = new Learner(root, samplerWeights, samplerAdam);
                Learner valueLearner = new Learner(
                        root,
                        Weights.initial(
                                root, ValueFunction.NETWORK, before.network().parameters(), seed),
                        Adam.of(VALUE_RATE));
                Chain chain = new Chain(root, sampler, samplerWeights);
                Velocity velocity = new Velocity(root, sampler.coefficients().beta(), 1)) {
            CostToGo target = cost(value, 0);
            Moves.Fresh moves = new Moves.Fresh(sampler);
            DxmiTrainer trainer = new DxmiTrainer(
                    root,
                    new DxmiTrainer.Plan(
                            chain,
                            velocity,
                            new EnergyStep(energyLearner, loss),
                            new JointValueStep(
                                    valueLearner, value, target, moves, energyLearner.weights(), samplerWeights),
                            new AllStatesSamplerStep(
                                    samplerLearner,
                                    new SamplerLoss(cost(value, settings.tau()), moves),
                                    energyLearner.weights(),
                                    valueLearner.weights()),
                            List.of(samplerLearner, energyLearner, valueLearner),
                            RateSchedule.cosine(settings.iterations(), FLOOR),
                            1,
                            settings.iterations() / 10,
                            DECAY));
            SeededDraws draws = new SeededDraws(Seeds.mix(seed, "joint"));
            progress.begin("joint", 0, settings.iterations());
            for (int i = 0; i < settings.iterations(); i++) {
                try (NDManager scope = root.newSubManager()) {
                    Draws now = draws.at(i);
                    int[] batch = batch(now);
                    NDArray data = byNumber
                            ? Torch.array(
                                    scope, Arrays.stream(batch).asLongStream().toArray(), batch.length)
                            : Torch.array(scope, gather(batch), batch.length, dimensions);
                    progress.step("joint", i + 1, trainer.iterate(i, data, now));
                }
            }
            progress.end("joint");
        }
    }

    private CostToGo cost(SeparateValue value, double tau) {
        int steps = settings.steps();
        double[] weights = CostToGo.weights(steps, tau, 0);
        return new CostToGo(
                value, new ForwardKernel(sampler.coefficients().beta(), 2), new double[steps], weights, weights);
    }

    private void pretrain(Weights weights, Progress progress) {
        int iterations = settings.pretrain();
        SeededDraws draws = new SeededDraws(Seeds.mix(seed, "pretrain"));
        DenoisingLoss loss = new DenoisingLoss(
                sampler.network(), schedule.alphaBar(), schedule.time(), Prediction.DATA, sampler.rank());
        try (Learner learner = new Learner(root, weights, Adam.of(PRETRAIN_RATE));
                Pretrainer pretrainer =
                        new Pretrainer(root, learner, loss, RateSchedule.cosine(Math.max(1, iterations), 0))) {
            progress.begin("pretrain", 0, iterations);
            for (int i = 0; i < iterations; i++) {
                try (NDManager scope = root.newSubManager()) {
                    Draws now = draws.at(i);
                    int[] batch = batch(now);
                    NDArray data = Torch.array(scope, gather(batch), batch.length, dimensions);
                    progress.step("pretrain", i + 1, pretrainer.iterate(i, data, now));
                }
            }
            progress.end("pretrain");
        }
    }

    /** Numbers of rows, drawn with replacement: a batch may be larger than a small data set. */
    private int[] batch(Draws draws) {
        return new SplittableRandom(draws.seed("rows"))
                .ints(settings.batch(), 0, count)
                .toArray();
    }

    private float[] gather(int[] numbers) {
        float[] out = new float[numbers.length * dimensions];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(rows, numbers[i] * dimensions, out, i * dimensions, dimensions);
        }
        return out;
    }
}
