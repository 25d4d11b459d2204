package io.dxmi.detect.joint;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.pretrain.DenoisingLoss;
import io.dxmi.samplers.pretrain.Pretrainer;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;

/** The sampler of vectors: a small network that predicts data, pre-trained as a denoiser. */
public record VectorPolicy(JointSettings settings, NoiseSchedule schedule, GaussianSampler sampler) {

    private static final double LAST_STD = 0.03;
    private static final double PRETRAIN_RATE = 1e-3;
    private static final double CLIP = 0.1;

    public static VectorPolicy of(JointSettings settings, int dimensions) {
        int steps = settings.steps();
        NoiseSchedule schedule = GeometricSchedule.of(steps);
        TimeMlp network = new TimeMlp(
                FourierFeatures.none(dimensions), settings.width(), settings.depth(), dimensions, new StepTable(steps));
        return new VectorPolicy(
                settings,
                schedule,
                new GaussianSampler(
                        network,
                        new long[] {dimensions},
                        StepCoefficients.ddpmPosterior(schedule, Prediction.DATA)
                                .withLastStd(LAST_STD),
                        steps - 1));
    }

    /** Weights that denoise the rows. */
    public Weights pretrained(NDManager root, DataRows rows, long seed, Progress progress) {
        Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), seed);
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
                    int[] batch = rows.batch(now, settings.batch());
                    progress.step("pretrain", i + 1, pretrainer.iterate(i, rows.at(scope, batch), now));
                }
            }
            progress.end("pretrain");
        }
        return weights;
    }

    /** Trains such weights jointly with an energy. */
    public Learner learner(NDManager root, Weights weights) {
        Adam adam = Adam.of(settings.samplerRate())
                .withClip(CLIP)
                .withOwnRate(GaussianSampler.LOG_SIGMA, settings.samplerRate());
        return new Learner(root, weights, adam);
    }
}
