package io.dxmi.judge;

import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.plot.CurvesFigure;
import io.dxmi.eval.plot.TransportFigure;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.eval.quality.Points;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.TransportProblem;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A transport between sets of points: the distance of what it makes of its source from the target, its cost, the spread of its
 * results for one datum, and, where the optimal plan is known, how far its own is from that.
 */
final class TransportJudge implements Judge {

    /** As {@link Judges#main} tells them. */
    static final List<String> MAIN = List.of(PointsJudge.DISTANCE, "transport_cost", "plan_spread", "plan_error");

    /** Points that are matched exactly; the cost grows with their cube. */
    private static final int MATCHED = 1000;

    /** Draws of both sides over which the distance is averaged: the shares of two parts vary a lot from draw to draw. */
    private static final int MATCHINGS = 4;

    private static final int SHOWN = 2000;

    /** Data whose results' spread and plan are measured, and results of each. */
    private static final int PLANS = 400;

    private static final int DRAWS = 64;

    /** Data in the picture with arrows, and arrows from each. */
    private static final int ARROWS = 40;

    private static final int ARROWS_OF_ONE = 4;

    /** Curves in the picture with their results. */
    private static final int CURVES = 2;

    /** Values of a curve in the picture. */
    private static final int GRID = 256;

    private static final String W2 = "transport_w2_squared";

    private final PointsJudge points;
    private final DataSource data;
    private final Config config;
    private final GameConfig.Transport rules;
    private final long seed;
    private final int n;
    private final int d;

    TransportJudge(PointsJudge points, DataSource data, Config config, GameConfig.Transport rules) {
        this.points = points;
        this.data = data;
        this.config = config;
        this.rules = rules;
        this.seed = Seeds.mix(config.seed(), "evaluate", "transport");
        this.n = (int) Math.min(config.evaluation().samples(), data.heldOutSize());
        this.d = Math.toIntExact(data.sampleShape()[0]);
    }

    @Override
    public List<Reported> metrics(Trained trained, Trained before, Progress progress) {
        List<Reported> found = new ArrayList<>(
                points.distances(trained.sample(config.seed(), 0, n, Progress.NONE), Judges.origin(config), progress));
        found.addAll(matched(trained));
        double[][] starts = Points.rows(trained.transport().starts(seed, 0, n), d);
        double[][] ends = Points.rows(trained.sample(seed, 0, n, Progress.NONE), d);
        double cost = 0;
        for (int i = 0; i < n; i++) cost += squared(starts[i], ends[i]) / 2 / n;
        found.add(measured("transport_cost", cost, "mean of |y - x|^2 / 2 over held-out x", n));
        TransportProblem problem =
                config.data() instanceof DataConfig.KnownTransport known ? TransportProblem.named(known.name()) : null;
        if (problem != null) {
            String how = "difference of transport_cost from that of the optimal plan";
            found.add(measured("transport_cost_error", Math.abs(cost - problem.cost()), how, n));
        }
        float[][] x = of(trained.transport().starts(Seeds.mix(seed, "plan"), 0, PLANS));
        float[][][] plan = problem == null ? plan(trained, x, DRAWS) : quantilePlan(trained, x, problem);
        double spread = spread(plan);
        found.add(measured(
                "plan_spread",
                spread,
                "root of the mean variance of y given x over " + PLANS + " held-out x, " + DRAWS + " draws each",
                PLANS * DRAWS));
        if (problem != null) {
            found.add(measured(
                    "plan_error",
                    problem.planError(x, plan),
                    "mean squared W2 of y given x from the optimal plan's, " + PLANS + " x, " + DRAWS
                            + " draws each, quantiles of the noise across the source",
                    PLANS * DRAWS));
        }
        return found;
    }

    /** Exact squared distance of results to held-out points, and of held-out points to each other; mean of some draws. */
    private List<Reported> matched(Trained trained) {
        int count = (int) Math.min(Math.min(MATCHED, n), data.size());
        double distance = 0;
        double floor = 0;
        for (int k = 0; k < MATCHINGS; k++) {
            long draw = Seeds.mix(seed, "matched " + k);
            double[][] real = Points.rows(data.heldOut(draw, count), d);
            double[][] other = Points.rows(data.batch(draw, 0, count), d);
            double[][] ours = Points.rows(trained.sample(draw, 0, count, Progress.NONE), d);
            distance += square(ExactWasserstein.w2(ours, real).distance()) / MATCHINGS;
            floor += square(ExactWasserstein.w2(other, real).distance()) / MATCHINGS;
        }
        String how = "squared W2 by exact matching, mean of " + MATCHINGS + " draws, float64";
        return List.of(measured(W2, distance, how, count), measured(W2 + "_floor", floor, how, count));
    }

    private Measured measured(String name, double value, String how, long count) {
        return new Measured(
                name,
                value,
                Method.own(how, FeatureSet.POINTS, config.seed()),
                Side.plain(Judges.origin(config), count, ""),
                Side.plain(data.name() + ", held out, seed " + config.seed(), count, ""));
    }

    private float[][][] plan(Trained trained, float[][] x, int draws) {
        float[] moved = trained.transport().translate(repeated(x, draws), Seeds.mix(seed, "plan"), 0);
        return grouped(moved, x.length, draws);
    }

    /** With noise that has no sampling error across the source. */
    private float[][][] quantilePlan(Trained trained, float[][] x, TransportProblem problem) {
        float[] noise = new float[x.length * DRAWS * d];
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "noise"));
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(problem.noise(random, DRAWS), 0, noise, i * DRAWS * d, DRAWS * d);
        }
        return grouped(trained.transport().translate(repeated(x, DRAWS), noise), x.length, DRAWS);
    }

    private float[] repeated(float[][] x, int draws) {
        float[] rows = new float[x.length * draws * d];
        for (int i = 0; i < x.length * draws; i++) System.arraycopy(x[i / draws], 0, rows, i * d, d);
        return rows;
    }

    private float[][][] grouped(float[] flat, int groups, int size) {
        float[][] rows = of(flat);
        float[][][] out = new float[groups][][];
        for (int i = 0; i < groups; i++) out[i] = Arrays.copyOfRange(rows, i * size, (i + 1) * size);
        return out;
    }

    private float[][] of(float[] flat) {
        float[][] rows = new float[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) rows[i / d][i % d] = flat[i];
        return rows;
    }

    private double spread(float[][][] plan) {
        double variance = 0;
        for (float[][] draws : plan) {
            for (int k = 0; k < d; k++) {
                int column = k;
                double mean = Arrays.stream(draws)
                        .mapToDouble(y -> y[column])
                        .average()
                        .orElseThrow();
                variance += Arrays.stream(draws)
                                .mapToDouble(y -> square(y[column] - mean))
                                .sum()
                        / (draws.length - 1)
                        / plan.length;
            }
        }
        return Math.sqrt(variance);
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) sum += square(a[k] - b[k]);
        return sum;
    }

    private static double square(double value) {
        return value * value;
    }

    @Override
    public List<Reported> distances(float[] samples, String from, Progress progress) {
        return points.distances(samples, from, progress);
    }

    @Override
    public Measured distanceOf(Trained trained, Progress progress) {
        float[] samples = trained.sample(config.seed(), 0, n, Progress.NONE);
        return Reported.metric(distance(), points.distances(samples, Judges.origin(config), progress));
    }

    @Override
    public String distance() {
        return points.distance();
    }

    @Override
    public DistanceToData ruler(float[] reference, Progress progress) {
        return points.ruler(reference, progress);
    }

    @Override
    public boolean draw(Trained trained, float[] samples, float[] reference, Path file) {
        if (!pictured()) return false;
        picture(trained, reference, samples, "translated", file);
        return true;
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        if (!pictured()) return List.of();
        int shown = Math.min(SHOWN, n);
        double distance = Reported.metric(distance(), metrics).number();
        Path file = folder.resolve("transport.png");
        picture(
                trained,
                data.heldOut(seed, shown),
                trained.sample(seed, 0, shown, Progress.NONE),
                String.format(Locale.ROOT, "translated, SW %.3f", distance),
                file);
        return List.of(file);
    }

    private boolean pictured() {
        return d == 2 || config.data().spectralBasis().isPresent();
    }

    private void picture(Trained trained, float[] target, float[] results, String title, Path file) {
        SpectralBasis basis = config.data().spectralBasis().orElse(null);
        int some = basis == null ? ARROWS : CURVES;
        float[][] starts = of(trained.transport().starts(Seeds.mix(seed, "arrows"), 0, some));
        float[][][] ends = plan(trained, starts, rules.stochastic() ? ARROWS_OF_ONE : 1);
        float[][] source = of(trained.transport().starts(seed, 0, results.length / d));
        if (basis == null) {
            TransportFigure.write(
                    file, source, starts, ends, of(results), of(target), "source", "arrows", title, data.name());
            return;
        }
        CurvesFigure.write(
                file,
                curves(basis, source),
                curves(basis, starts),
                Arrays.stream(ends).map(draws -> curves(basis, draws)).toArray(float[][][]::new),
                curves(basis, of(results)),
                curves(basis, of(target)),
                "source",
                "some of them, and what they become",
                title,
                data.name());
    }

    private static float[][] curves(SpectralBasis basis, float[][] coefficients) {
        return Arrays.stream(coefficients).map(one -> basis.curves(one, GRID)).toArray(float[][]::new);
    }
}
