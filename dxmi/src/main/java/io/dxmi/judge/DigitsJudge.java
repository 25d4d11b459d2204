package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.feature.ClassifierCache;
import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.List;

/**
 * Digits: Fréchet distance (squared, as in FID) in a small classifier's features between as many samples as the held-out
 * half has and that half. The floor is the distance between the two real halves.
 */
final class DigitsJudge implements Judge {

    /**
     * Sampled by the same network without joint training, in this many steps: what fewer steps are to beat. Only a network
     * that knows the whole DDPM can be asked.
     */
    private static final int MANY_STEPS = 20;

    private final FiniteSource data;
    private final Config config;
    private final NDManager root;

    DigitsJudge(FiniteSource data, Config config, NDManager root) {
        this.data = data;
        this.config = config;
        this.root = root;
    }

    @Override
    public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
        float[] samples = trained.sample(0, 0, data.split().test().rows(), progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            List<Reported> found = distances(frechet, samples, Judges.origin(config));
            if (config.data() instanceof DataConfig.Digits digits && digits.leaveOut() >= 0) {
                found.addAll(novelty(trained, Data.leftOut(digits)));
            }
            if (before != null && !(config.sampler().schedule() instanceof ScheduleConfig.Karras)) {
                found.addAll(baselines(frechet, before, trained.steps(), progress));
            }
            return found;
        }
    }

    private List<Measured> novelty(Trained trained, DataSet leftOut) {
        RankingCurve curve =
                RankingCurve.of(trained.energies(data.split().test().values()), trained.energies(leftOut.values()));
        return List.of(
                novelty("novelty_auroc", curve.auroc(), "area under the ROC curve", leftOut),
                novelty("novelty_average_precision", curve.averagePrecision(), "average precision", leftOut));
    }

    private Measured novelty(String name, double value, String how, DataSet leftOut) {
        return new Measured(
                name,
                value,
                Method.own(how + ", energies of the " + Judges.origin(config), FeatureSet.POINTS, config.seed()),
                side("left-out digit", leftOut.rows(), ""),
                heldOut());
    }

    private List<Measured> baselines(FrechetDistanceToData frechet, Trained before, int steps, Progress progress) {
        int n = data.split().test().rows();
        String from = Judges.origin(config) + ", pre-trained network, ";
        Measured ddim = frechet.measure(
                "frechet_before_ddim",
                before.sampleBy(ddim(steps), 0, n, progress),
                from + "DDIM in " + steps + " steps");
        Measured stochastic = frechet.measure(
                "frechet_before_stochastic",
                before.sampleByPolicy(0, n, progress),
                from + "its policy in " + steps + " steps");
        Measured best = frechet.least("frechet_before", List.of(ddim, stochastic));
        if (!(config.sampler().schedule() instanceof ScheduleConfig.Subsampled range)
                || range.from() - range.to() < 4 * MANY_STEPS) return List.of(best, ddim, stochastic);
        Measured manyDdim = frechet.measure(
                "frechet_before_ddim_" + MANY_STEPS,
                before.sampleBy(ddim(MANY_STEPS), 0, n, progress),
                from + "DDIM in " + MANY_STEPS + " steps");
        Measured manyStochastic = frechet.measure(
                "frechet_before_stochastic_" + MANY_STEPS,
                before.sampleBy(stochastic(MANY_STEPS), 0, n, progress),
                from + "DDPM in " + MANY_STEPS + " steps");
        return List.of(best, ddim, stochastic, manyDdim, manyStochastic);
    }

    private NoiseSchedule schedule(int steps) {
        return Schedules.of(config.sampler(), steps);
    }

    private StepCoefficients ddim(int steps) {
        return StepCoefficients.ddim(schedule(steps), config.sampler().prediction());
    }

    private StepCoefficients stochastic(int steps) {
        return StepCoefficients.ddpmPosterior(schedule(steps), config.sampler().prediction());
    }

    @Override
    public List<Reported> distances(float[] samples, String from, Progress progress) {
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return distances(frechet, samples, from);
        }
    }

    private List<Reported> distances(FrechetDistanceToData frechet, float[] samples, String from) {
        DataSet training = data.split().train();
        return frechet.distances(samples, from, training.values(), side("training half", training.rows(), ""));
    }

    @Override
    public String distance() {
        return FrechetDistanceToData.NAME;
    }

    @Override
    public Measured distanceOf(Trained trained, Progress progress) {
        float[] samples = trained.sample(0, 0, data.split().test().rows(), progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return frechet.measure(FrechetDistanceToData.NAME, samples, Judges.origin(config));
        }
    }

    @Override
    public DistanceToData ruler(float[] reference, Progress progress) {
        int n = reference.length / Math.toIntExact(data.sampleShape()[1] * data.sampleShape()[2]);
        return FrechetDistanceToData.of(
                PictureFeatures.of(classifier(progress)), reference, side("training half", n, ""), config.seed());
    }

    @Override
    public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
        RunPictures.grid(samples, data.sampleShape(), file);
        return true;
    }

    private FrechetDistanceToData heldOutRuler(Progress progress) {
        return FrechetDistanceToData.of(
                PictureFeatures.of(classifier(progress)), data.split().test().values(), heldOut(), config.seed());
    }

    private DigitClassifier classifier(Progress progress) {
        return DigitClassifier.cached(root, ClassifierCache.defaultFolder(), progress);
    }

    private Side heldOut() {
        DataSet real = data.split().test();
        return side("held-out half", real.rows(), Judges.sha256(real.values()));
    }

    private Side side(String part, int count, String sha256) {
        return new Side(data.name() + ", " + part, "none", "17 levels, as stored", count, sha256);
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        int side = Math.toIntExact(data.sampleShape()[1]);
        try (DigitClassifier features = classifier(Progress.NONE);
                ImageSource training =
                        new FloatImages("training", data.split().train().values(), 1, side, side)) {
            return new RunPictures(trained, data, config.evaluation().samples(), folder).write(features, training);
        }
    }
}
