package io.dxmi.judge;

import io.dxmi.config.Config;
import io.dxmi.config.EvaluationConfig;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.plot.EnergyGrid;
import io.dxmi.eval.plot.PathFigure;
import io.dxmi.eval.plot.PointsFigure;
import io.dxmi.eval.quality.Points;
import io.dxmi.eval.quality.SlicedWasserstein;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * Points: sliced Wasserstein distance beside its floor, and the energy's AUC against uniform noise on a box; with
 * {@link KnownDensity} where the density of the data is known.
 */
final class PointsJudge implements Judge {

    private static final int SHOWN = 2000;
    private static final int GRID = 120;
    /** The same during training. */
    private static final int COARSE = 60;

    static final String DISTANCE = "sliced_wasserstein";
    static final String AUC = "energy_auc";

    /** See {@link Judges#main}. */
    static final List<String> MAIN = List.of(DISTANCE, KnownDensity.DIVERGENCE, AUC, "modes_covered", "high_quality");

    private final DataSource data;
    private final EvaluationConfig config;
    private final Optional<KnownDensity> density;
    private final Optional<ScoreDistances> score;
    private final int n;
    /** Of every draw: with the run's own, the spread over runs includes that of the measurement. */
    private final long seed;

    private final String run;

    /** Made when it is first needed: its hash reads all points. */
    private Optional<Side> heldOut = Optional.empty();

    /**
     * A judge.
     *
     * @param temperature at which the energy claims to be the data's, if it makes such a claim
     */
    PointsJudge(DataSource data, Config config, Optional<Double> temperature) {
        this.data = data;
        this.config = config.evaluation();
        this.seed = config.seed();
        this.run = Judges.origin(config);
        this.density = data instanceof FreshDraws fresh
                ? Optional.of(new KnownDensity(fresh, this.config, seed, temperature))
                : Optional.empty();
        this.score = data instanceof FreshDraws fresh ? ScoreDistances.of(fresh, config) : Optional.empty();
        this.n = (int) Math.min(this.config.samples(), data.heldOutSize());
    }

    @Override
    public List<Reported> distances(float[] samples, String from, Progress progress) {
        List<Reported> found = distances(k -> samples, samples.length / dimensions(), from, progress);
        density.ifPresent(d -> found.addAll(d.ofSamples(samples, from)));
        return found;
    }

    /** @param draw draw k of samples, flat (count, dimensions) */
    private List<Reported> distances(IntFunction<float[]> draw, int count, String from, Progress progress) {
        String how = how();
        int others = (int) Math.min(n, data.size());
        IntFunction<float[]> training = k -> data.batch(seedOf("other real", k), 0, others);
        Side trainingSide = Side.plain(data.name() + ", for training, seed " + seed, others, "");
        List<Reported> found = new ArrayList<>();
        found.add(new Fact("samples", count));
        found.add(measured(DISTANCE, distance(draw, progress), how, Side.plain(from, count, ""), heldOut()));
        found.add(measured(DISTANCE + "_floor", distance(training, Progress.NONE), how, trainingSide, heldOut()));
        return found;
    }

    private String how() {
        return "sliced W2, " + config.projections() + " directions, mean of " + config.draws() + " draws, float64";
    }

    /** Sliced distance to held-out points, mean over the draws. */
    private double distance(IntFunction<float[]> draw, Progress progress) {
        int d = dimensions();
        double distance = 0;
        progress.begin("evaluate", 0, config.draws());
        for (int k = 0; k < config.draws(); k++) {
            double[][] real = Points.rows(data.heldOut(seedOf("real", k), n), d);
            distance +=
                    SlicedWasserstein.w2(Points.rows(draw.apply(k), d), real, config.projections(), k) / config.draws();
            progress.step("evaluate", k + 1, Map.of());
        }
        progress.end("evaluate");
        return distance;
    }

    private long seedOf(String purpose, int draw) {
        return Seeds.mix(Seeds.mix(seed, "evaluate", purpose), draw);
    }

    private int dimensions() {
        return Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, Math::multiplyExact));
    }

    private Side heldOut() {
        if (heldOut.isEmpty()) {
            String sha256 = Judges.sha256(data.heldOut(seedOf("real", 0), n));
            heldOut = Optional.of(Side.plain(data.name() + ", held out, seed " + seed, n, sha256));
        }
        return heldOut.get();
    }

    private Measured measured(String name, Number value, String how, Side samples, Side reference) {
        return new Measured(name, value, Method.own(how, FeatureSet.POINTS, seed), samples, reference);
    }

    @Override
    public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
        List<Reported> found = new ArrayList<>();
        if (density.isPresent()) {
            found.addAll(againstDensity(trained, density.get(), progress));
        } else {
            found.addAll(distances(k -> trained.sample(seed, (long) k * n, n, Progress.NONE), n, run, progress));
            found.add(auc(trained));
        }
        return found;
    }

    /** The draws of the sliced distance are the first rows of the samples that are compared with the density. */
    private List<Reported> againstDensity(Trained trained, KnownDensity truth, Progress progress) {
        int count = Math.toIntExact(config.denseSamples());
        float[] samples = trained.sample(seed, 0, count, progress);
        int size = n * dimensions();
        List<Reported> found = distances(
                k -> (k + 1L) * n <= count
                        ? Arrays.copyOfRange(samples, k * size, (k + 1) * size)
                        : trained.sample(seed, (long) k * n, n, Progress.NONE),
                n,
                run,
                progress);
        found.addAll(truth.ofSamples(samples, run));
        found.addAll(truth.ofEnergy(trained::energies, run));
        score.ifPresent(s -> found.addAll(s.of(trained)));
        return found;
    }

    private Measured auc(Trained trained) {
        float[] noise = new float[n * dimensions()];
        SplittableRandom random = new SplittableRandom(seedOf("noise", 0));
        for (int i = 0; i < noise.length; i++) noise[i] = (float) (config.box() * (2 * random.nextDouble() - 1));
        double auc = RankingCurve.of(trained.energies(data.heldOut(seedOf("real", 0), n)), trained.energies(noise))
                .auroc();
        return measured(
                AUC,
                auc,
                "area under the ROC curve, energies of the " + run + ", data against noise",
                Side.plain("uniform noise on +-" + config.box(), n, ""),
                heldOut());
    }

    @Override
    public String distance() {
        return DISTANCE;
    }

    @Override
    public Measured distanceOf(Trained trained, Progress progress) {
        double distance = distance(k -> trained.sample(seed, (long) k * n, n, Progress.NONE), progress);
        return measured(DISTANCE, distance, how(), Side.plain(run, n, ""), heldOut());
    }

    @Override
    public DistanceToData ruler(float[] reference, Progress progress) {
        ToDoubleFunction<double[][]> distance =
                SlicedWasserstein.w2To(Points.rows(reference, dimensions()), config.projections(), 0);
        return samples -> distance.applyAsDouble(Points.rows(samples, dimensions()));
    }

    @Override
    public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
        if (trained.dimensions() != 2) return false;
        EnergyGrid grid = grid(trained, COARSE);
        String drawn = "samples, T = " + trained.steps();
        PointsFigure.write(file, pairs(reference), pairs(samples), grid, data.name(), drawn, "energy");
        return true;
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        if (trained.dimensions() != 2) return List.of();
        int shown = Math.min(SHOWN, n);
        double distance = Reported.metric(DISTANCE, metrics).number();
        double auc = Reported.metric(AUC, metrics).number();
        Path points = folder.resolve("points.png");
        PointsFigure.write(
                points,
                pairs(data.heldOut(seedOf("real", 0), shown)),
                pairs(trained.sample(seed, 0, shown, Progress.NONE)),
                grid(trained, GRID),
                data.name(),
                String.format(Locale.ROOT, "samples, T = %d, SW %.3f", trained.steps(), distance)
                        + beside(metrics, ", JS %.1f", KnownDensity.DIVERGENCE),
                String.format(Locale.ROOT, "energy, AUC %.3f", auc)
                        + beside(metrics, " of %.3f", KnownDensity.CEILING));
        Path paths = folder.resolve("paths.png");
        PathFigure.write(
                paths, trained.paths(0, shown).stream().map(PointsJudge::pairs).toArray(float[][][]::new));
        return List.of(points, paths);
    }

    private static String beside(List<Reported> metrics, String format, String name) {
        return Reported.find(name, metrics)
                .map(metric -> String.format(Locale.ROOT, format, metric.number()))
                .orElse("");
    }

    private EnergyGrid grid(Trained trained, int cells) {
        double[] axis = new double[cells];
        for (int i = 0; i < cells; i++) axis[i] = config.box() * (2.0 * i / (cells - 1) - 1);
        float[] at = new float[2 * cells * cells];
        for (int j = 0; j < cells; j++) {
            for (int i = 0; i < cells; i++) {
                at[2 * (j * cells + i)] = (float) axis[i];
                at[2 * (j * cells + i) + 1] = (float) axis[j];
            }
        }
        double[] flat = trained.energies(at);
        double[][] values = new double[cells][cells];
        for (int j = 0; j < cells; j++) System.arraycopy(flat, j * cells, values[j], 0, cells);
        return new EnergyGrid(axis, axis, values);
    }

    private static float[][] pairs(float[] flat) {
        float[][] pairs = new float[flat.length / 2][2];
        for (int i = 0; i < flat.length; i++) pairs[i / 2][i % 2] = flat[i];
        return pairs;
    }
}
