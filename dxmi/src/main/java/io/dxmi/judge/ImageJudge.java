package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.eval.feature.ClassifierCache;
import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.PixelFeatures;
import io.dxmi.eval.feature.ScatteringFeatures;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.evaluation.NamedExtractor;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.sample.DpmSolverSampler;
import io.dxmi.samplers.sample.HeunSampler;
import io.dxmi.samplers.schedule.DenoiserLevels;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pictures on the user's disk: Frechet distance (squared, as in FID) between samples and held-out pictures; the floor is the same
 * number of training pictures. Of labelled grey sets that have a name, in the features of a classifier that is trained on their
 * training part; of all others, in those that {@code evaluation.extractor} names.
 */
final class ImageJudge implements Judge {

    /** The same network without joint training, in more steps: what fewer steps are to beat. */
    private static final int MANY_STEPS = 20;

    /** See {@link Judges#main}; of digits too. */
    static final List<String> MAIN =
            List.of(FrechetDistanceToData.NAME, "novelty_auroc", "frechet_before", "pictures_left_out");

    private final ImageBatches data;
    private final Config config;
    private final NDManager root;

    ImageJudge(ImageBatches data, Config config, NDManager root) {
        this.data = data;
        this.config = config;
        this.root = root;
    }

    private boolean isClassified() {
        return config.data() instanceof DataConfig.Pictures
                && data.sampleShape()[0] == 1
                && data.trainLabels().length > 0
                && data.testLabels().length > 0;
    }

    private PictureFeatures features(Progress progress) {
        if (isClassified()) return PictureFeatures.of(classifier(data.testing(), progress));
        return PictureFeatures.of(extractor(progress), data.sampleShape());
    }

    private FeatureExtractor extractor(Progress progress) {
        Image like = example();
        ImageSource example = new FloatImages(
                data.name(), new float[like.pixels().length], like.channels(), like.height(), like.width());
        return NamedExtractor.open(
                config.evaluation().extractor(), example, ImageTransform.none(), root.getDevice(), progress);
    }

    private DigitClassifier classifier(float[] testing, Progress progress) {
        long[] shape = data.sampleShape();
        DataSet train = new DataSet(data.name(), data.training((int) data.size()), shape, data.trainLabels());
        DataSet test = new DataSet(data.name(), testing, shape, data.testLabels());
        return DigitClassifier.cached(
                root, data.name() + "-cnn", new Split(train, test), ClassifierCache.defaultFolder(), progress);
    }

    @Override
    public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
        int n = measured();
        float[] samples = trained.sample(0, 0, n, progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            List<Reported> found = distances(frechet, samples, Judges.origin(config));
            if (data.leftOut() > 0) found.add(new Fact("pictures_left_out", data.leftOut()));
            if (before == null
                    || config.sampler().schedule() instanceof ScheduleConfig.Geometric
                    || config.sampler().schedule() instanceof ScheduleConfig.Karras) return found;
            IntStream.of(trained.steps(), MANY_STEPS)
                    .distinct()
                    .forEach(steps -> found.addAll(baselines(frechet, before, steps, n, progress)));
            return found;
        }
    }

    /** Distances of the pre-trained network's samples by each solver, and the least of them. */
    private List<Measured> baselines(
            FrechetDistanceToData frechet, Trained before, int steps, int n, Progress progress) {
        String from = Judges.origin(config) + ", pre-trained network, " + steps + " steps of ";
        List<Measured> found = new ArrayList<>();
        drawn(before, steps, n, progress)
                .forEach((solver, samples) ->
                        found.add(frechet.measure("frechet_before_" + solver + "_" + steps, samples, from + solver)));
        found.add(frechet.least("frechet_before_best_" + steps, found));
        return found;
    }

    /** Samples by solver, flat (n, pixels). */
    private Map<String, float[]> drawn(Trained before, int steps, int n, Progress progress) {
        NoiseSchedule levels = Schedules.of(config.sampler(), steps);
        StepCoefficients ddim = StepCoefficients.ddim(levels, config.sampler().prediction());
        StepCoefficients ddpm =
                StepCoefficients.ddpmPosterior(levels, config.sampler().prediction());
        DenoiserLevels denoiser = DenoiserLevels.of(levels, config.sampler().prediction());
        long[] shape = data.sampleShape();
        Map<String, float[]> drawn = new LinkedHashMap<>();
        drawn.put("ddim", before.sampleBy(ddim, 0, n, progress));
        drawn.put("ddpm", before.sampleBy(ddpm, 0, n, progress));
        drawn.put("dpm_solver", before.sampleBy(net -> new DpmSolverSampler(net, shape, denoiser), 0, n, progress));
        if (steps != MANY_STEPS) {
            // two network calls a step: half as many steps for the same cost
            DenoiserLevels half = DenoiserLevels.of(
                    Schedules.of(config.sampler(), Math.max(2, steps / 2)),
                    config.sampler().prediction());
            drawn.put("heun_half", before.sampleBy(net -> new HeunSampler(net, shape, half), 0, n, progress));
        }
        return drawn;
    }

    @Override
    public List<Reported> distances(float[] samples, String from, Progress progress) {
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return distances(frechet, samples, from);
        }
    }

    private List<Reported> distances(FrechetDistanceToData frechet, float[] samples, String from) {
        int n = (int) Math.min(samples.length / pixels(), data.size());
        float[] training = isClassified() ? data.training(n) : data.training(config.seed(), n);
        return frechet.distances(samples, from, training, side("training part", n, ""));
    }

    @Override
    public String distance() {
        return FrechetDistanceToData.NAME;
    }

    @Override
    public Measured distanceOf(Trained trained, Progress progress) {
        int n = measured();
        float[] samples = trained.sample(0, 0, n, progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return frechet.measure(FrechetDistanceToData.NAME, samples, Judges.origin(config));
        }
    }

    @Override
    public DistanceToData ruler(float[] reference, Progress progress) {
        int n = reference.length / pixels();
        return FrechetDistanceToData.of(features(progress), reference, side("training part", n, ""), config.seed());
    }

    @Override
    public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
        RunPictures.grid(samples, data.sampleShape(), file);
        return true;
    }

    /** Number of samples, and of held-out pictures unless all are taken, that a distance compares. */
    private int measured() {
        return (int) Math.min(config.evaluation().samples(), data.heldOutSize());
    }

    private FrechetDistanceToData heldOutRuler(Progress progress) {
        float[] real = isClassified() ? data.testing() : data.heldOut(0, measured());
        Side heldOut = side("test part", real.length / pixels(), Judges.sha256(real));
        return FrechetDistanceToData.of(features(progress), real, heldOut, config.seed());
    }

    private Side side(String part, long count, String sha256) {
        return new Side(data.name() + ", " + part, data.preparation(), "8 bits", count, sha256);
    }

    private int pixels() {
        return Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, (a, b) -> a * b));
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        try (ImageSource training = data.trainingPictures();
                FeatureExtractor features = neighbourhood()) {
            return new RunPictures(trained, data, config.evaluation().samples(), folder).write(features, training);
        }
    }

    /** Where pictures are near each other; features of textures would not tell copies from pictures of the same kind. */
    private FeatureExtractor neighbourhood() {
        if (isClassified()) return classifier(data.testing(), Progress.NONE);
        if (config.evaluation().extractor().equals(ScatteringFeatures.NAME)) return new PixelFeatures(example());
        return extractor(Progress.NONE);
    }

    /** A black picture of the size of all. */
    private Image example() {
        int[] shape =
                Arrays.stream(data.sampleShape()).mapToInt(Math::toIntExact).toArray();
        return new Image(shape[1], shape[2], shape[0], new byte[pixels()]);
    }
}
