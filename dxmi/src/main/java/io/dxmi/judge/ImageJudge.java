package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.eval.feature.ClassifierCache;
import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.PixelFeatures;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pictures on the user's disk. Labelled grey ones: Frechet distance (squared, as in FID) in the features of a classifier
 * trained on the training part, between samples and the test part; the floor is the same number of training pictures. All
 * others are only drawn, beside their neighbours in the space of pixels: distances in a well-known network's features are what
 * {@code dxmi evaluate --reference} is for.
 */
final class ImageJudge implements Judge {

    /** The same network without joint training, in more steps: what fewer steps are to beat. */
    private static final int MANY_STEPS = 20;

    /** See {@link Judges#main}; of digits too. */
    static final List<String> MAIN =
            List.of(FrechetDistanceToData.NAME, PixelDistance.NAME, "novelty_auroc", "frechet_before");

    private final ImageBatches data;
    private final Config config;
    private final NDManager root;

    ImageJudge(ImageBatches data, Config config, NDManager root) {
        this.data = data;
        this.config = config;
        this.root = root;
    }

    private boolean isMeasured() {
        return data.sampleShape()[0] == 1 && data.trainLabels().length > 0 && data.testLabels().length > 0;
    }

    private DigitClassifier features(float[] testing, Progress progress) {
        long[] shape = data.sampleShape();
        DataSet train = new DataSet(data.name(), data.training((int) data.size()), shape, data.trainLabels());
        DataSet test = new DataSet(data.name(), testing, shape, data.testLabels());
        return DigitClassifier.cached(
                root, data.name() + "-cnn", new Split(train, test), ClassifierCache.defaultFolder(), progress);
    }

    @Override
    public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
        if (!isMeasured()) return List.of();
        int n = (int) Math.min(config.evaluation().samples(), data.heldOutSize());
        float[] samples = trained.sample(0, 0, n, progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            List<Reported> found = distances(frechet, samples, Judges.origin(config));
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
        if (!isMeasured()) return List.of();
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return distances(frechet, samples, from);
        }
    }

    private List<Reported> distances(FrechetDistanceToData frechet, float[] samples, String from) {
        int n = samples.length / pixels();
        return frechet.distances(samples, from, data.training(n), side("training part", n, ""));
    }

    @Override
    public String distance() {
        return isMeasured() ? FrechetDistanceToData.NAME : PixelDistance.NAME;
    }

    @Override
    public Optional<Measured> distanceOf(Trained trained, Progress progress) {
        if (!isMeasured()) return Optional.empty();
        int n = (int) Math.min(config.evaluation().samples(), data.heldOutSize());
        float[] samples = trained.sample(0, 0, n, progress);
        try (FrechetDistanceToData frechet = heldOutRuler(progress)) {
            return Optional.of(frechet.measure(FrechetDistanceToData.NAME, samples, Judges.origin(config)));
        }
    }

    @Override
    public DistanceToData ruler(float[] reference, Progress progress) {
        if (!isMeasured()) return new PixelDistance(reference, pixels());
        int n = reference.length / pixels();
        return FrechetDistanceToData.of(
                features(data.testing(), progress), reference, side("training part", n, ""), config.seed());
    }

    @Override
    public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
        RunPictures.grid(samples, data.sampleShape(), file);
        return true;
    }

    private FrechetDistanceToData heldOutRuler(Progress progress) {
        float[] testing = data.testing();
        Side heldOut = side("test part", data.heldOutSize(), Judges.sha256(testing));
        return FrechetDistanceToData.of(features(testing, progress), testing, heldOut, config.seed());
    }

    private Side side(String part, long count, String sha256) {
        return new Side(data.name() + ", " + part, data.preparation(), "8 bits", count, sha256);
    }

    @Override
    public Optional<String> note() {
        if (isMeasured()) return Optional.empty();
        return Optional.of("no distance is computed for " + (data.sampleShape()[0] == 1 ? "unlabelled" : "colour")
                + " pictures by themselves; compare with a reference, in the features of a network or of the"
                + " pixels: see 'dxmi evaluate'");
    }

    private int pixels() {
        return Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, (a, b) -> a * b));
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        try (ImageSource training = data.trainingPictures();
                FeatureExtractor features = isMeasured() ? features(data.testing(), Progress.NONE) : pixelFeatures()) {
            return new RunPictures(trained, data, folder).write(features, training);
        }
    }

    private PixelFeatures pixelFeatures() {
        int[] shape =
                Arrays.stream(data.sampleShape()).mapToInt(Math::toIntExact).toArray();
        return new PixelFeatures(new Image(shape[1], shape[2], shape[0], new byte[pixels()]));
    }
}
