package io.dxmi.gcd.bilevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.gcd.bilevel.QuarticBilevel.LowerNoise;
import io.dxmi.gcd.bilevel.QuarticBilevel.UpperNoise;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Bias and variance of the estimate against the exact hypergradient. */
class PenaltyHypergradientTest {

    private static final double[] X = {-2.4, -0.7, 0.2, 0.4};

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void theExactHypergradientIsTheDerivativeOfTheUpperObjective(long seed) {
        QuarticBilevel toy = new QuarticBilevel(seed, 1, 0);
        double[] x = QuarticBilevel.start(seed, 1);
        double[] exact = toy.hypergradient(x);
        double[] numeric = new double[x.length];
        double h = 1e-5;
        for (int i = 0; i < x.length; i++) {
            numeric[i] = (shifted(toy, x, i, h) - shifted(toy, x, i, -h)) / (2 * h);
        }
        assertThat(Slopes.distance(numeric, exact) / norm(exact)).isLessThan(1e-7);
    }

    private static double shifted(QuarticBilevel toy, double[] x, int i, double by) {
        double[] moved = x.clone();
        moved[i] += by;
        return toy.upperValue(moved, toy.solve(moved, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void theBiasFallsAsOneOverLambda(long seed) {
        assertThat(biasSlope(PenaltyHypergradient.ONE_SIDED, seed, 10, 100, 1e3, 1e4))
                .isBetween(-1.05, -0.95);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void theBiasOfTheCentralDifferenceFallsAsOneOverLambdaSquared(long seed) {
        assertThat(biasSlope(PenaltyHypergradient.CENTRAL, seed, 10, 100, 1e3)).isBetween(-2.1, -1.9);
    }

    private static double biasSlope(PenaltyHypergradient hypergradient, long seed, double... lambdas) {
        QuarticBilevel toy = new QuarticBilevel(seed, 1, 0);
        double[] x = QuarticBilevel.start(seed, 1);
        double[] exact = toy.hypergradient(x);
        double[] errors = Arrays.stream(lambdas)
                .map(lambda -> Slopes.distance(estimate(toy, hypergradient, x, lambda), exact) / norm(exact))
                .toArray();
        return Slopes.of(lambdas, errors);
    }

    private static double[] estimate(
            QuarticBilevel toy, PenaltyHypergradient hypergradient, double[] x, double lambda) {
        BilevelProblem<LowerNoise, UpperNoise> problem = toy.problem();
        RandomGenerator none = new SplittableRandom(0);
        LowerNoise lower = problem.lower().sample(none);
        UpperNoise upper = problem.upper().sample(none);
        Point at = solved(toy, hypergradient, x, lambda);
        // Both lower problems are solved where their gradients vanish.
        assertThat(norm(hypergradient.gradientY(problem, at, lambda, lower, upper)))
                .isLessThan(1e-11);
        assertThat(norm(hypergradient.gradientZ(problem, at, lambda, lower, upper)))
                .isLessThan(1e-11);
        return hypergradient.of(problem, at, lambda, lower, lower, upper);
    }

    private static Point solved(QuarticBilevel toy, PenaltyHypergradient hypergradient, double[] x, double lambda) {
        double second = hypergradient == PenaltyHypergradient.CENTRAL ? -1 / lambda : 0;
        return new Point(x, toy.solve(x, 1 / lambda), toy.solve(x, second));
    }

    @Test
    void theCentralDifferenceReportsTheMiddleWhichIsNearerToTheSolution() {
        QuarticBilevel toy = new QuarticBilevel(0, 1, 0);
        double[] x = QuarticBilevel.start(0, 1);
        Point at = solved(toy, PenaltyHypergradient.CENTRAL, x, 100);
        double[] solution = toy.solve(x, 0);
        double middle = Slopes.distance(PenaltyHypergradient.CENTRAL.solution(at), solution);
        assertThat(middle).isLessThan(0.05 * Slopes.distance(at.z(), solution));
        assertThat(PenaltyHypergradient.ONE_SIDED.solution(at)).isEqualTo(at.z());
    }

    @Test
    void theVarianceStaysBoundedInLambdaForASharedMinibatchOnly() {
        double[] lambdas = {10, 100, 1e3};
        double[] shared = variances(Minibatches.SHARED, lambdas);
        double[] independent = variances(Minibatches.INDEPENDENT, lambdas);
        assertThat(Slopes.of(lambdas, shared)).isLessThan(0.1);
        assertThat(Slopes.of(lambdas, independent)).isBetween(1.9, 2.1);
        for (int i = 0; i < lambdas.length; i++) assertThat(shared[i]).isLessThan(independent[i] / 10);
    }

    /** Summed over the coordinates, mean over three problems, from 1,000 minibatches each. */
    private static double[] variances(Minibatches minibatches, double[] lambdas) {
        double[] out = new double[lambdas.length];
        for (int seed = 0; seed < 3; seed++) {
            QuarticBilevel toy = new QuarticBilevel(seed, 1, 0.3);
            double[] x = QuarticBilevel.start(seed, 1);
            for (int i = 0; i < lambdas.length; i++) out[i] += variance(toy, x, lambdas[i], minibatches) / 3;
        }
        return out;
    }

    private static double variance(QuarticBilevel toy, double[] x, double lambda, Minibatches minibatches) {
        BilevelProblem<LowerNoise, UpperNoise> problem = toy.problem();
        Point at = solved(toy, PenaltyHypergradient.ONE_SIDED, x, lambda);
        RandomGenerator random = new SplittableRandom(1);
        int n = 1000;
        double[] sum = new double[x.length];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            LowerNoise ofY = problem.lower().sample(random);
            LowerNoise ofZ = minibatches.second(problem.lower(), ofY, random);
            UpperNoise none = new UpperNoise(new double[x.length], new double[x.length]);
            double[] estimate = PenaltyHypergradient.ONE_SIDED.of(problem, at, lambda, ofY, ofZ, none);
            for (int k = 0; k < sum.length; k++) sum[k] += estimate[k] / n;
            squares += norm(estimate) * norm(estimate) / n;
        }
        return squares - norm(sum) * norm(sum);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "QUARTIC")
    void theErrorsOfThePenaltyFallAsSigma(DegenerateBilevel problem) {
        for (double x : X) {
            assertThat(slope(x, problem::value, problem::penaltyValue))
                    .as("value at %s", x)
                    .isBetween(0.95, 1.05);
            assertThat(slope(x, problem::slope, problem::penaltySlope))
                    .as("slope at %s", x)
                    .isBetween(0.95, 1.05);
        }
    }

    /** The condition of the theorem matters: without an error bound, the errors fall as the cube root only. */
    @Test
    void theErrorsFallMoreSlowlyWithoutAnErrorBound() {
        DegenerateBilevel problem = DegenerateBilevel.QUARTIC;
        for (double x : X) {
            assertThat(slope(x, problem::value, problem::penaltyValue)).isLessThan(0.5);
            assertThat(slope(x, problem::slope, problem::penaltySlope)).isLessThan(0.5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSlopeOfThePenaltyIsItsDerivative(DegenerateBilevel problem) {
        double h = 1e-5;
        for (double x : X) {
            double numeric = (problem.penaltyValue(x + h, 0.1) - problem.penaltyValue(x - h, 0.1)) / (2 * h);
            assertThat(problem.penaltySlope(x, 0.1)).isCloseTo(numeric, org.assertj.core.api.Assertions.within(1e-7));
        }
    }

    private interface Exact {
        double at(double x);
    }

    private interface Penalised {
        double at(double x, double s);
    }

    private static double slope(double x, Exact exact, Penalised penalised) {
        double[] s = {1e-1, 1e-2, 1e-3, 1e-4};
        double limit = exact.at(x);
        return Slopes.of(
                s,
                Arrays.stream(s).map(v -> Math.abs(penalised.at(x, v) - limit)).toArray());
    }

    private static double norm(double[] v) {
        return Slopes.distance(v, new double[v.length]);
    }
}
