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
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.schedule.NoiseSchedule;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Digits: Fréchet distance (squared, as in FID) in a small classifier's features between as many samples as the held-out
 * half has and that half. The floor is the distance between the two real halves.
 */
final class DigitsJudge implements Judge {

    private static final int SHOWN = 100;
    private static final int COLUMNS = 10;
    private static final int PATHS = 8;
    /** Of the digits' pixels, for cards. */
    private static final String STORED = "17 levels, as stored";

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
    public Map<String, Object> metrics(Trained trained, Trained before, Progress progress) {
        int n = data.split().test().rows();
        Map<String, Object> metrics = distances(trained.sample(0, 0, n, progress), progress);
        if (config.data() instanceof DataConfig.Digits digits && digits.leaveOut() >= 0) {
            RankingCurve curve = RankingCurve.of(
                    trained.energies(data.split().test().values()),
                    trained.energies(Data.leftOut(digits).values()));
            metrics.put("novelty_auroc", curve.auroc());
            metrics.put("novelty_average_precision", curve.averagePrecision());
        }
        if (before == null || config.sampler().schedule() instanceof ScheduleConfig.Karras) return metrics;
        try (DigitClassifier features = DigitClassifier.cached(root, ClassifierCache.defaultFolder(), progress)) {
            double ddim = distance(features, before.sampleBy(ddim(trained.steps()), 0, n, progress));
            double stochastic = distance(features, before.sampleByPolicy(0, n, progress));
            metrics.put("frechet_before", Math.min(ddim, stochastic));
            metrics.put("frechet_before_ddim", ddim);
            metrics.put("frechet_before_stochastic", stochastic);
            if (config.sampler().schedule() instanceof ScheduleConfig.Subsampled range
                    && range.from() - range.to() >= 4 * MANY_STEPS) {
                metrics.put(
                        "frechet_before_ddim_" + MANY_STEPS,
                        distance(features, before.sampleBy(ddim(MANY_STEPS), 0, n, progress)));
                metrics.put(
                        "frechet_before_stochastic_" + MANY_STEPS,
                        distance(features, before.sampleBy(stochastic(MANY_STEPS), 0, n, progress)));
            }
        }
        return metrics;
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
    public Map<String, Object> distances(float[] samples, Progress progress) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        try (DigitClassifier features = DigitClassifier.cached(root, ClassifierCache.defaultFolder(), progress)) {
            metrics.put("samples", samples.length / pixels());
            metrics.put("frechet", distance(features, samples));
            metrics.put("frechet_floor", distance(features, data.split().train().values()));
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
        return FrechetDistanceToData.of(
                DigitClassifier.cached(root, ClassifierCache.defaultFolder(), progress),
                pixels(),
                data.split().test().values());
    }

    @Override
    public List<Measured> cards(Map<String, Object> metrics, String from) {
        Sha256 sha = new Sha256();
        float[] real = data.split().test().values();
        sha.add(HostTensor.of(real, real.length).data());
        String hash = sha.hex();
        List<Measured> cards = new ArrayList<>();
        metrics.forEach((name, value) -> {
            if (!name.startsWith("frechet")) return;
            boolean floor = name.equals("frechet_floor");
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
                    floor
                            ? new Side(
                                    data.name() + ", training half",
                                    "none",
                                    STORED,
                                    data.split().train().rows(),
                                    "")
                            : new Side(from, "none", "none, float32", (int) metrics.get("samples"), ""),
                    new Side(
                            data.name() + ", held-out half",
                            "none",
                            STORED,
                            data.split().test().rows(),
                            hash)));
        });
        return cards;
    }

    private double distance(DigitClassifier features, float[] images) {
        float[] real = data.split().test().values();
        return FrechetDistance.squared(
                features.features(images, images.length / pixels()), features.features(real, real.length / pixels()));
    }

    private int pixels() {
        return data.split().test().dimensions();
    }

    @Override
    public List<Path> pictures(Trained trained, Map<String, Object> metrics, Path folder) {
        int side = Math.toIntExact(data.sampleShape()[1]);
        List<Path> files = new ArrayList<>();
        Path samples = folder.resolve("samples.png");
        new ImageGrid(trained.sample(0, 0, SHOWN, Progress.NONE), SHOWN, 1, side, side).write(samples, COLUMNS);
        files.add(samples);
        Path real = folder.resolve("real.png");
        new ImageGrid(data.heldOut(0, SHOWN), SHOWN, 1, side, side).write(real, COLUMNS);
        files.add(real);
        Path near = folder.resolve("neighbours.png");
        neighbours(trained, near);
        files.add(near);
        Path steps = folder.resolve("steps.png");
        List<float[]> states = trained.paths(0, PATHS);
        int columns = states.size();
        float[] rows = new float[PATHS * columns * pixels()];
        for (int row = 0; row < PATHS; row++) {
            for (int t = 0; t < columns; t++) {
                System.arraycopy(states.get(t), row * pixels(), rows, (row * columns + t) * pixels(), pixels());
            }
        }
        new ImageGrid(rows, PATHS * columns, 1, side, side)
                .write(
                        steps,
                        IntStream.range(0, PATHS).mapToObj(i -> "").toList(),
                        IntStream.range(0, columns).mapToObj(t -> "t = " + t).toList());
        files.add(steps);
        return files;
    }

    private void neighbours(Trained trained, Path file) {
        int side = Math.toIntExact(data.sampleShape()[1]);
        try (DigitClassifier features = DigitClassifier.cached(root, ClassifierCache.defaultFolder(), Progress.NONE);
                ImageSource training =
                        new FloatImages("training", data.split().train().values(), 1, side, side)) {
            NeighbourPicture.write(trained, features, training, file);
        }
    }
}
