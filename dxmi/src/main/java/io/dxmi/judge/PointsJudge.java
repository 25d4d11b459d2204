package io.dxmi.judge;

import io.dxmi.config.EvaluationConfig;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.plot.EnergyGrid;
import io.dxmi.eval.plot.PathFigure;
import io.dxmi.eval.plot.PointsFigure;
import io.dxmi.eval.quality.ModeCoverage;
import io.dxmi.eval.quality.SlicedWasserstein;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Side;
import io.dxmi.gcd.likelihood.Grid;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.Distribution2d;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Points: sliced Wasserstein distance beside its floor, and the energy's AUC against uniform noise on a box. */
final class PointsJudge implements Judge {

    private static final int SHOWN = 2000;
    private static final int GRID = 120;
    /** Cells an axis for quadrature: with a box of 8 to each side, 0.05 wide, a seventh of a narrow mode's sd. */
    private static final int FINE = 320;

    private final DataSource data;
    private final EvaluationConfig config;
    private final Optional<Double> temperature;
    private final int n;
    /** Of every draw: with the run's own, the spread over runs includes that of the measurement. */
    private final long seed;

    /**
     * A judge.
     *
     * @param seed of all draws
     * @param temperature at which the energy claims to be the data's, if it makes such a claim
     */
    PointsJudge(DataSource data, EvaluationConfig config, long seed, Optional<Double> temperature) {
        this.data = data;
        this.config = config;
        this.seed = seed;
        this.temperature = temperature;
        this.n = (int) Math.min(config.samples(), data.heldOutSize());
    }

    @Override
    public Map<String, Object> distances(float[] samples, Progress progress) {
        return distances((k, count) -> samples, samples.length / dimensions(), progress);
    }

    /** Where the k-th draw of samples comes from. */
    private interface Samples {
        float[] draw(int k, int count);
    }

    private long seedOf(String purpose, int draw) {
        return Seeds.mix(Seeds.mix(seed, "evaluate", purpose), draw);
    }

    private int dimensions() {
        return Math.toIntExact(data.sampleShape()[0]);
    }

    private Map<String, Object> distances(Samples samples, int count, Progress progress) {
        int d = dimensions();
        double distance = 0;
        double floor = 0;
        progress.begin("evaluate", 0, config.draws());
        for (int k = 0; k < config.draws(); k++) {
            double[][] real = rows(data.heldOut(seedOf("real", k), n), d);
            double[][] fake = rows(samples.draw(k, count), d);
            double[][] other = rows(data.batch(seedOf("other real", k), 0, (int) Math.min(n, data.size())), d);
            distance += SlicedWasserstein.w2(fake, real, config.projections(), k) / config.draws();
            floor += SlicedWasserstein.w2(other, real, config.projections(), k) / config.draws();
            progress.step("evaluate", k + 1, Map.of());
        }
        progress.end("evaluate");
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("samples", count);
        metrics.put("sliced_wasserstein", distance);
        metrics.put("sliced_wasserstein_floor", floor);
        return metrics;
    }

    @Override
    public Map<String, Object> metrics(Trained trained, Trained before, Progress progress) {
        int d = dimensions();
        Map<String, Object> metrics =
                distances((k, count) -> trained.sample(seed, (long) k * count, count, Progress.NONE), n, progress);
        metrics.put("energy_auc", auc(trained, d));
        Distribution2d truth = data instanceof FreshDraws fresh ? fresh.distribution() : null;
        if (truth != null && !truth.modes().isEmpty()) {
            double[][] centres =
                    truth.modes().stream().map(m -> new double[] {m.x(), m.y()}).toArray(double[][]::new);
            double[][] fake = rows(trained.sample(seed, 0, n, Progress.NONE), d);
            ModeCoverage coverage =
                    ModeCoverage.of(fake, centres, truth.modes().get(0).sd(), 0.1 / centres.length);
            metrics.put("modes", centres.length);
            metrics.put("modes_covered", coverage.covered());
            metrics.put("high_quality", coverage.highQuality());
        }
        if (truth != null) divergences(trained, truth, metrics);
        return metrics;
    }

    @Override
    public String distance() {
        return "sliced_wasserstein";
    }

    @Override
    public DistanceToData ruler(Progress progress) {
        return samples -> (double) distances(samples, Progress.NONE).get(distance());
    }

    @Override
    public List<Measured> cards(Map<String, Object> metrics, String from) {
        Sha256 sha = new Sha256();
        float[] real = data.heldOut(seedOf("real", 0), n);
        sha.add(HostTensor.of(real, real.length).data());
        String hash = sha.hex();
        String sliced =
                "sliced W2, " + config.projections() + " directions, mean of " + config.draws() + " draws, float64";
        List<Measured> cards = new ArrayList<>();
        metrics.forEach((name, value) -> {
            if (!(value instanceof Double number)) return;
            String how =
                    switch (name) {
                        case "sliced_wasserstein" -> sliced;
                        case "sliced_wasserstein_floor" -> sliced + ", of other real points";
                        case "energy_auc" ->
                            "area under the ROC curve, data against uniform noise on +-" + config.box();
                        case "high_quality" -> "share of samples within 3 sd of a mode";
                        default -> "KL of the energy's density from the true one on a grid";
                    };
            cards.add(new Measured(
                    name,
                    number,
                    Method.own(how, FeatureSet.POINTS, seed),
                    Side.plain(from, (int) metrics.get("samples"), ""),
                    Side.plain(data.name() + ", held out, seed " + seed, n, hash)));
        });
        return cards;
    }

    /** KL of the energy's density from the true one, as the energy is and at its best scale. */
    private void divergences(Trained trained, Distribution2d truth, Map<String, Object> metrics) {
        Grid grid = new Grid(2, 2 * config.box(), FINE);
        float[] at = grid.points();
        double[] logDensity = new double[at.length / 2];
        for (int i = 0; i < logDensity.length; i++) logDensity[i] = truth.logDensity(at[2 * i], at[2 * i + 1]);
        double[] energies = trained.energies(at);
        temperature.ifPresent(t -> metrics.put("energy_kl", grid.divergence(logDensity, energies, 1 / t)));
        metrics.put("energy_kl_rescaled", grid.leastDivergence(logDensity, energies));
    }

    private double auc(Trained trained, int d) {
        float[] noise = new float[n * d];
        SplittableRandom random = new SplittableRandom(seedOf("noise", 0));
        for (int i = 0; i < noise.length; i++) noise[i] = (float) (config.box() * (2 * random.nextDouble() - 1));
        return RankingCurve.of(trained.energies(data.heldOut(seedOf("real", 0), n)), trained.energies(noise))
                .auroc();
    }

    @Override
    public List<Path> pictures(Trained trained, Map<String, Object> metrics, Path folder) {
        List<Path> files = new ArrayList<>();
        if (trained.dimensions() != 2) return files;
        int shown = Math.min(SHOWN, n);
        Path points = folder.resolve("points.png");
        PointsFigure.write(
                points,
                pairs(data.heldOut(seedOf("real", 0), shown)),
                pairs(trained.sample(seed, 0, shown, Progress.NONE)),
                grid(trained),
                data.name(),
                String.format(Locale.ROOT, "samples, T = %d, SW %.3f", trained.steps(), (double)
                        metrics.get("sliced_wasserstein")),
                String.format(Locale.ROOT, "energy, AUC %.3f", (double) metrics.get("energy_auc")));
        files.add(points);
        Path paths = folder.resolve("paths.png");
        PathFigure.write(
                paths, trained.paths(0, shown).stream().map(PointsJudge::pairs).toArray(float[][][]::new));
        files.add(paths);
        return files;
    }

    private EnergyGrid grid(Trained trained) {
        double[] axis = new double[GRID];
        for (int i = 0; i < GRID; i++) axis[i] = config.box() * (2.0 * i / (GRID - 1) - 1);
        float[] at = new float[2 * GRID * GRID];
        for (int j = 0; j < GRID; j++) {
            for (int i = 0; i < GRID; i++) {
                at[2 * (j * GRID + i)] = (float) axis[i];
                at[2 * (j * GRID + i) + 1] = (float) axis[j];
            }
        }
        double[] flat = trained.energies(at);
        double[][] values = new double[GRID][GRID];
        for (int j = 0; j < GRID; j++) System.arraycopy(flat, j * GRID, values[j], 0, GRID);
        return new EnergyGrid(axis, axis, values);
    }

    static double[][] rows(float[] flat, int d) {
        double[][] rows = new double[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) rows[i / d][i % d] = flat[i];
        return rows;
    }

    private static float[][] pairs(float[] flat) {
        float[][] pairs = new float[flat.length / 2][2];
        for (int i = 0; i < flat.length; i++) pairs[i / 2][i % 2] = flat[i];
        return pairs;
    }
}
