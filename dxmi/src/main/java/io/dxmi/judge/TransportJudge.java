package io.dxmi.judge;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.PairConfig;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.eval.quality.Points;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
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

    /** Data whose results' spread and plan are measured, and results of each; fewer pictures, which are large. */
    private static final int PLANS = 400;

    private static final int DRAWS = 64;
    private static final int PICTURE_PLANS = 50;
    private static final int PICTURE_DRAWS = 8;

    private static final String W2 = "transport_w2_squared";

    private final PointsJudge points;
    private final DataSource data;
    private final Config config;
    private final TransportPictures pictures;
    private final long seed;
    private final int n;
    private final int d;
    private final int plans;
    private final int draws;

    TransportJudge(PointsJudge points, DataSource data, Config config, GameConfig.Transport rules) {
        this.points = points;
        this.data = data;
        this.config = config;
        this.seed = Seeds.mix(config.seed(), "evaluate", "transport");
        this.n = (int) Math.min(config.evaluation().samples(), data.heldOutSize());
        this.d = Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, Math::multiplyExact));
        boolean images = config.data().imageShaped();
        this.plans = images ? PICTURE_PLANS : PLANS;
        this.draws = images ? PICTURE_DRAWS : DRAWS;
        this.pictures = new TransportPictures(data, config, rules, seed);
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
                config.data() instanceof PairConfig.KnownTransport known ? TransportProblem.named(known.name()) : null;
        if (problem != null) {
            String how = "difference of transport_cost from that of the optimal plan";
            found.add(measured("transport_cost_error", Math.abs(cost - problem.cost()), how, n));
        }
        float[][] x = pictures.rows(trained.transport().starts(Seeds.mix(seed, "plan"), 0, plans));
        float[][][] plan = problem == null ? plan(trained, x) : quantilePlan(trained, x, problem);
        double spread = spread(plan);
        found.add(measured(
                "plan_spread",
                spread,
                "root of the mean variance of y given x over " + plans + " held-out x, " + draws + " draws each",
                (long) plans * draws));
        if (problem != null) {
            found.add(measured(
                    "plan_error",
                    problem.planError(x, plan),
                    "mean squared W2 of y given x from the optimal plan's, " + plans + " x, " + draws
                            + " draws each, quantiles of the noise across the source",
                    (long) plans * draws));
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

    private float[][][] plan(Trained trained, float[][] x) {
        return pictures.plan(trained, x, draws, Seeds.mix(seed, "plan"));
    }

    /** With noise that has no sampling error across the source. */
    private float[][][] quantilePlan(Trained trained, float[][] x, TransportProblem problem) {
        float[] noise = new float[x.length * draws * d];
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "noise"));
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(problem.noise(random, draws), 0, noise, i * draws * d, draws * d);
        }
        return pictures.grouped(trained.transport().translate(pictures.repeated(x, draws), noise), x.length, draws);
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
        if (!pictures.there()) return false;
        pictures.write(trained, reference, samples, "translated", file);
        return true;
    }

    @Override
    public List<Path> pictures(Trained trained, List<Reported> metrics, Path folder) {
        if (!pictures.there()) return List.of();
        int shown = Math.min(config.data().imageShaped() ? PICTURE_PLANS : SHOWN, n);
        double distance = Reported.metric(distance(), metrics).number();
        Path file = folder.resolve("transport.png");
        pictures.write(
                trained,
                data.heldOut(seed, shown),
                trained.sample(seed, 0, shown, Progress.NONE),
                String.format(Locale.ROOT, "translated, SW %.3f", distance),
                file);
        return List.of(file);
    }
}
