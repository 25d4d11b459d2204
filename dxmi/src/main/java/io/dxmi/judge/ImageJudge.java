package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.eval.feature.ClassifierCache;
import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.feature.PixelFeatures;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
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
import io.dxmi.samplers.tensor.HostTensor;
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

    private static final int SHOWN = 100;
    private static final int COLUMNS = 10;
    private static final int PATHS = 8;
    /** The same network without joint training, in more steps: what fewer steps are to beat. */
    private static final int MANY_STEPS = 20;

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

    private DigitClassifier features(Progress progress) {
        long[] shape = data.sampleShape();
        DataSet train = new DataSet(data.name(), data.training((int) data.size()), shape, data.trainLabels());
        DataSet test = new DataSet(data.name(), data.testing(), shape, data.testLabels());
        return DigitClassifier.cached(
                root, data.name() + "-cnn", new Split(train, test), ClassifierCache.defaultFolder(), progress);
    }

    private int samples() {
        return (int) Math.min(config.evaluation().samples(), data.heldOutSize());
    }

    @Override
    public Map<String, Object> metrics(Trained trained, Trained before, Progress progress) {
        if (!isMeasured()) return new LinkedHashMap<>();
        int n = samples();
        Map<String, Object> metrics = distances(trained.sample(0, 0, n, progress), progress);
        if (before == null
                || config.sampler().schedule() instanceof ScheduleConfig.Geometric
                || config.sampler().schedule() instanceof ScheduleConfig.Karras) return metrics;
        try (DigitClassifier features = features(progress)) {
            double[][] real = features.features(data.testing(), (int) data.heldOutSize());
            for (int steps : new int[] {trained.steps(), MANY_STEPS})
                baselines(metrics, features, real, before, steps, n, progress);
        }
        return metrics;
    }

    private void baselines(
            Map<String, Object> metrics,
            DigitClassifier features,
            double[][] real,
            Trained before,
            int steps,
            int n,
            Progress progress) {
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
        double best = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, float[]> e : drawn.entrySet()) {
            double distance = FrechetDistance.squared(features.features(e.getValue(), n), real);
            best = Math.min(best, distance);
            metrics.put("frechet_before_" + e.getKey() + "_" + steps, distance);
        }
        metrics.put("frechet_before_best_" + steps, best);
    }

    @Override
    public Map<String, Object> distances(float[] samples, Progress progress) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        if (!isMeasured()) return metrics;
        int n = samples.length / pixels();
        try (DigitClassifier features = features(progress)) {
            double[][] real = features.features(data.testing(), (int) data.heldOutSize());
            metrics.put("samples", n);
            metrics.put("frechet", FrechetDistance.squared(features.features(samples, n), real));
            metrics.put("frechet_floor", FrechetDistance.squared(features.features(data.training(n), n), real));
            metrics.put("features", features.name());
            metrics.put("features_sha256", features.identity().sha256());
            metrics.put("classifier_accuracy", features.testAccuracy());
        }
        return metrics;
    }

    @Override
    public String distance() {
        return "frechet";
    }

    @Override
    public DistanceToData ruler(Progress progress) {
        return FrechetDistanceToData.of(features(progress), pixels(), data.testing());
    }

    @Override
    public List<Measured> cards(Map<String, Object> metrics, String from) {
        if (metrics.isEmpty()) return List.of();
        Sha256 sha = new Sha256();
        float[] real = data.testing();
        sha.add(HostTensor.of(real, real.length).data());
        String hash = sha.hex();
        List<Measured> cards = new ArrayList<>();
        metrics.forEach((name, value) -> {
            if (!name.startsWith("frechet")) return;
            cards.add(new Measured(
                    name,
                    (double) value,
                    Method.own(
                            "squared Frechet distance, pivoted Cholesky and singular values, float64",
                            new Identity(
                                    (String) metrics.get("features"),
                                    (String) metrics.get("features_sha256"),
                                    "frechet"),
                            config.seed()),
                    name.equals("frechet_floor")
                            ? side("training part", (int) metrics.get("samples"), "")
                            : new Side(from, "none", "none, float32", (int) metrics.get("samples"), ""),
                    side("test part", data.heldOutSize(), hash)));
        });
        return cards;
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
    public List<Path> pictures(Trained trained, Map<String, Object> metrics, Path folder) {
        int shown = (int) Math.min(SHOWN, data.heldOutSize());
        List<Path> files = new ArrayList<>();
        files.add(grid(trained.sample(0, 0, SHOWN, Progress.NONE), SHOWN, folder.resolve("samples.png")));
        files.add(grid(data.heldOut(0, shown), shown, folder.resolve("real.png")));
        Path near = folder.resolve("neighbours.png");
        neighbours(trained, near);
        files.add(near);
        Path steps = folder.resolve("steps.png");
        int columns = trained.steps() + 1;
        float[] rows = new float[PATHS * columns * pixels()];
        List<float[]> states = trained.paths(0, PATHS);
        for (int row = 0; row < PATHS; row++) {
            for (int t = 0; t < columns; t++) {
                System.arraycopy(states.get(t), row * pixels(), rows, (row * columns + t) * pixels(), pixels());
            }
        }
        image(rows, PATHS * columns)
                .write(
                        steps,
                        IntStream.range(0, PATHS).mapToObj(i -> "").toList(),
                        IntStream.range(0, columns).mapToObj(t -> "t = " + t).toList());
        files.add(steps);
        return files;
    }

    private void neighbours(Trained trained, Path file) {
        int[] shape =
                Arrays.stream(data.sampleShape()).mapToInt(Math::toIntExact).toArray();
        try (ImageSource training = data.trainingPictures();
                FeatureExtractor features = isMeasured()
                        ? features(Progress.NONE)
                        : new PixelFeatures(new Image(shape[1], shape[2], shape[0], new byte[pixels()]))) {
            NeighbourPicture.write(trained, features, training, file);
        }
    }

    private Path grid(float[] values, int n, Path file) {
        image(values, n).write(file, COLUMNS);
        return file;
    }

    private ImageGrid image(float[] values, int n) {
        long[] shape = data.sampleShape();
        return new ImageGrid(values, n, (int) shape[0], (int) shape[1], (int) shape[2]);
    }
}
