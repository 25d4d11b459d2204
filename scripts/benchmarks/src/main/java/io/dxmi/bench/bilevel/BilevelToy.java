package io.dxmi.bench.bilevel;

import io.dxmi.bench.MeasuredPage;
import io.dxmi.gcd.bilevel.BilevelProblem;
import io.dxmi.gcd.bilevel.DegenerateBilevel;
import io.dxmi.gcd.bilevel.PenaltyHypergradient;
import io.dxmi.gcd.bilevel.Point;
import io.dxmi.gcd.bilevel.QuarticBilevel;
import io.dxmi.gcd.bilevel.QuarticBilevel.LowerNoise;
import io.dxmi.gcd.bilevel.QuarticBilevel.UpperNoise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Prints measured.md of scripts/experiments/bilevel-toy. Arguments: number of seeds, commit. */
public final class BilevelToy {

    private static final double[] LAMBDAS = {10, 100, 1e3, 1e4};
    private static final double[] SIGMAS = {1e-1, 1e-2, 1e-3, 1e-4};
    private static final double[] X = {-2.4, -0.7, 0.2, 0.4};

    private final int seeds;

    private BilevelToy(int seeds) {
        this.seeds = seeds;
    }

    public static void main(String[] arguments) {
        BilevelToy toy = new BilevelToy(Integer.parseInt(arguments[0]));
        String tables = toy.bias() + toy.variance() + toy.penalty() + new ToyConvergence(toy.seeds).table();
        String time = String.format(Locale.ROOT, "%.0f s", MeasuredPage.processorSeconds());
        String command = "scripts/experiments/bilevel-toy/run --seeds " + toy.seeds;
        System.out.print(MeasuredPage.head(command, toy.seeds, time, arguments[1]) + tables);
    }

    private double[] perSeed(IntFunction<Double> measure) {
        return IntStream.range(0, seeds).mapToObj(measure).mapToDouble(v -> v).toArray();
    }

    // ---- bias -------------------------------------------------------------------------------------------------------

    private String bias() {
        StringBuilder text = new StringBuilder("\n## Bias of the hypergradient\n\n");
        double[] numeric = perSeed(seed -> {
            QuarticBilevel toy = new QuarticBilevel(seed, 1, 0);
            double[] x = QuarticBilevel.start(seed, 1);
            return Figures.relative(differences(toy, x), toy.hypergradient(x));
        });
        double worst = Arrays.stream(numeric).max().orElseThrow();
        text.append(String.format(
                Locale.ROOT,
                "Relative error of the exact hypergradient against central differences: at most %.1e (%s).%n%n",
                worst,
                MeasuredPage.verdict("<= 1e-7", worst <= 1e-7)));
        text.append("| difference | lambda 10 | 100 | 1,000 | 10,000 | slope in lambda (each seed) | bound |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
        text.append(biasRow("one-sided", PenaltyHypergradient.ONE_SIDED, LAMBDAS, -1.05, -0.95));
        text.append(biasRow("central", PenaltyHypergradient.CENTRAL, Arrays.copyOf(LAMBDAS, 3), -2.1, -1.9));
        return text.toString();
    }

    private String biasRow(String name, PenaltyHypergradient estimator, double[] lambdas, double low, double high) {
        double[][] errors = new double[seeds][];
        for (int seed = 0; seed < seeds; seed++) {
            QuarticBilevel toy = new QuarticBilevel(seed, 1, 0);
            double[] x = QuarticBilevel.start(seed, 1);
            double[] exact = toy.hypergradient(x);
            errors[seed] = Arrays.stream(lambdas)
                    .map(lambda -> Figures.relative(estimate(toy, estimator, x, lambda), exact))
                    .toArray();
        }
        double[] slopes = perSeed(seed -> Figures.slope(lambdas, errors[seed]));
        StringBuilder row = new StringBuilder("| " + name + " |");
        for (int i = 0; i < LAMBDAS.length; i++) {
            int column = i;
            row.append(i < lambdas.length ? " " + MeasuredPage.spread("%.1e", perSeed(s -> errors[s][column])) : " –");
            row.append(" |");
        }
        boolean holds = Arrays.stream(slopes).allMatch(s -> s >= low && s <= high);
        return row + " " + Figures.listed(slopes) + " | "
                + MeasuredPage.verdict(String.format(Locale.ROOT, "in [%.2f, %.2f]", low, high), holds) + " |\n";
    }

    private static double[] differences(QuarticBilevel toy, double[] x) {
        double h = 1e-5;
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            out[i] = (toy.upperValue(up, toy.solve(up, 0)) - toy.upperValue(down, toy.solve(down, 0))) / (2 * h);
        }
        return out;
    }

    private static double[] estimate(QuarticBilevel toy, PenaltyHypergradient estimator, double[] x, double lambda) {
        BilevelProblem<LowerNoise, UpperNoise> problem = toy.problem();
        RandomGenerator random = new SplittableRandom(0);
        LowerNoise lower = problem.lower().sample(random);
        double second = estimator == PenaltyHypergradient.CENTRAL ? -1 / lambda : 0;
        Point at = new Point(x, toy.solve(x, 1 / lambda), toy.solve(x, second));
        return estimator.of(problem, at, lambda, lower, lower, problem.upper().sample(random));
    }

    // ---- variance ---------------------------------------------------------------------------------------------------

    private String variance() {
        double[] lambdas = Arrays.copyOf(LAMBDAS, 3);
        double[] shared = variances(lambdas, true);
        double[] independent = variances(lambdas, false);
        double slope = Figures.slope(lambdas, shared);
        return "\n## Variance of the hypergradient\n\nNoise 0.3 on B, 4,000 minibatches, summed over the coordinates, mean over"
                + " the seeds.\n\n| minibatches of g | lambda 10 | 100 | 1,000 | slope in lambda | bound |\n"
                + "| --- | --- | --- | --- | --- | --- |\n"
                + varianceRow("shared", shared, slope, MeasuredPage.verdict("<= 0.1", slope <= 0.1))
                + varianceRow("independent", independent, Figures.slope(lambdas, independent), "reported");
    }

    private static String varianceRow(String name, double[] values, double slope, String verdict) {
        return String.format(
                Locale.ROOT,
                "| %s | %.3g | %.3g | %.3g | %.2f | %s |%n",
                name,
                values[0],
                values[1],
                values[2],
                slope,
                verdict);
    }

    private double[] variances(double[] lambdas, boolean shared) {
        return Arrays.stream(lambdas)
                .map(lambda -> MeasuredPage.mean(perSeed(seed -> variance(seed, lambda, shared))))
                .toArray();
    }

    private static double variance(long seed, double lambda, boolean shared) {
        QuarticBilevel toy = new QuarticBilevel(seed, 1, 0.3);
        double[] x = QuarticBilevel.start(seed, 1);
        BilevelProblem<LowerNoise, UpperNoise> problem = toy.problem();
        Point at = new Point(x, toy.solve(x, 1 / lambda), toy.solve(x, 0));
        UpperNoise none = new UpperNoise(new double[x.length], new double[x.length]);
        RandomGenerator random = new SplittableRandom(seed);
        int n = 4000;
        double[] sum = new double[x.length];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            LowerNoise ofY = problem.lower().sample(random);
            LowerNoise ofZ = shared ? ofY : problem.lower().sample(random);
            double[] estimate = PenaltyHypergradient.ONE_SIDED.of(problem, at, lambda, ofY, ofZ, none);
            for (int k = 0; k < sum.length; k++) sum[k] += estimate[k] / n;
            squares += Figures.square(estimate) / n;
        }
        return squares - Figures.square(sum);
    }

    // ---- lower levels without strong convexity ----------------------------------------------------------------------

    private String penalty() {
        StringBuilder text = new StringBuilder("\n## Penalty without a strongly convex lower level\n\n"
                + "Mean errors over x = -2.4, -0.7, 0.2, 0.4; closed forms, so no seeds. Slopes in sigma = 1 / lambda, least and"
                + " greatest over x.\n\n"
                + "| lower level | error | sigma 0.1 | 0.01 | 0.001 | 0.0001 | slopes | bound |\n"
                + "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (DegenerateBilevel problem : DegenerateBilevel.values()) {
            text.append(penaltyRow(problem, "value", problem::value, problem::penaltyValue));
            text.append(penaltyRow(problem, "slope", problem::slope, problem::penaltySlope));
        }
        return text.toString();
    }

    private interface Exact {
        double at(double x);
    }

    private interface Penalised {
        double at(double x, double sigma);
    }

    private static String penaltyRow(DegenerateBilevel problem, String what, Exact exact, Penalised penalised) {
        double[] means = new double[SIGMAS.length];
        List<Double> slopes = new ArrayList<>();
        for (double x : X) {
            double[] errors = Arrays.stream(SIGMAS)
                    .map(sigma -> Math.abs(penalised.at(x, sigma) - exact.at(x)))
                    .toArray();
            slopes.add(Figures.slope(SIGMAS, errors));
            for (int i = 0; i < means.length; i++) means[i] += errors[i] / X.length;
        }
        double least = slopes.stream().min(Double::compare).orElseThrow();
        double most = slopes.stream().max(Double::compare).orElseThrow();
        String verdict = problem == DegenerateBilevel.QUARTIC
                ? MeasuredPage.verdict("< 0.5: no error bound", most < 0.5)
                : MeasuredPage.verdict("in [0.95, 1.05]", least >= 0.95 && most <= 1.05);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1e | %.1e | %.1e | %.1e | %.2f to %.2f | %s |%n",
                problem.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                what,
                means[0],
                means[1],
                means[2],
                means[3],
                least,
                most,
                verdict);
    }
}
