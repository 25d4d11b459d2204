package io.dxmi.gcd.bilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Convergence of F2SA and F3SA where the hypergradient is known. */
class PenaltyMethodTest {

    private static final int SEEDS = 3;

    /** {@code |F'|^2} after the iterations, one number a seed. */
    private static double[] squares(
            double noise,
            Minibatches minibatches,
            PenaltySteps steps,
            Supplier<Directions> directions,
            int iterations) {
        return IntStream.range(0, SEEDS)
                .mapToDouble(seed -> {
                    QuarticBilevel toy = new QuarticBilevel(seed, 0.1, noise);
                    double[] x = QuarticBilevel.start(seed, 1.5);
                    double[] y = toy.solve(x, 0);
                    PenaltyMethod<?, ?> method = new PenaltyMethod<>(
                            toy.problem(),
                            PenaltyHypergradient.ONE_SIDED,
                            minibatches,
                            steps,
                            directions.get(),
                            new Point(x, y, y),
                            new SplittableRandom(seed));
                    while (method.iteration() < iterations) method.iterate();
                    double[] slope = toy.hypergradient(method.point().x());
                    return Arrays.stream(slope).map(v -> v * v).sum();
                })
                .toArray();
    }

    private static PenaltySteps steps(double a, double c) {
        return PenaltySteps.powers(a, c, 0.15, 3.125, 0.03, 50);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void exactGradientsLeadToAStationaryPoint() {
        double[] after = squares(0, Minibatches.SHARED, steps(1.0 / 3, 0), Directions::f2sa, 10_000);
        assertThat(mean(after)).isLessThan(0.006);
    }

    @Test
    void noisyGradientsNeedASharedMinibatch() {
        PenaltySteps steps = steps(5.0 / 7, 4.0 / 7);
        double[] shared = squares(0.3, Minibatches.SHARED, steps, Directions::f2sa, 30_000);
        double[] independent = squares(0.3, Minibatches.INDEPENDENT, steps, Directions::f2sa, 30_000);
        assertThat(mean(shared)).isLessThan(0.05);
        for (int seed = 0; seed < SEEDS; seed++) assertThat(shared[seed]).isLessThan(independent[seed]);
    }

    @Test
    void momentumImprovesOnTheGradientsOfMinibatches() {
        double[] plain = squares(0.3, Minibatches.SHARED, steps(5.0 / 7, 4.0 / 7), Directions::f2sa, 30_000);
        double[] momentum = squares(
                0.3,
                Minibatches.SHARED,
                steps(3.0 / 5, 2.0 / 5),
                () -> Directions.f3sa(new Power(2, -4.0 / 5, 50), 0),
                30_000);
        assertThat(mean(momentum)).isLessThan(mean(plain));
    }

    /** With eta 1 the past does not count. */
    @Test
    void momentumOfWeightOneIsTheGradient() {
        double[] plain = squares(0.3, Minibatches.SHARED, steps(0.6, 0.4), Directions::f2sa, 50);
        double[] one =
                squares(0.3, Minibatches.SHARED, steps(0.6, 0.4), () -> Directions.f3sa(new Power(1, 0, 1), 1), 50);
        assertThat(one).containsExactly(plain, within(1e-15));
    }

    /** The lower variables end at the constrained solutions, the second coordinate at the edge of the box. */
    @Test
    void theLowerVariablesStayInTheirSet() {
        double x = -2.4;
        double s = 0.1;
        PenaltySteps steps = new PenaltySteps(new Power(0.5, 0, 1), new Power(1 / s, 0, 1), new Power(0, 0, 1), 1);
        PenaltyMethod<Void, Void> method = method(
                DegenerateBilevel.SEGMENT.problem(), steps, new Point(new double[] {x}, new double[2], new double[2]));
        for (int i = 0; i < 2000; i++) {
            method.iterate();
            assertThat(method.point().y()[1]).isBetween(-1.0, 1.0);
        }
        assertThat(method.point().y()).containsExactly(DegenerateBilevel.SEGMENT.solution(x, s), within(1e-9));
        assertThat(method.point().y()[1]).isEqualTo(1);
        assertThat(method.point().z()[0]).isCloseTo(x, within(1e-9));
    }

    /** Without the bound x would go to the stationary point of psi, which lies outside. */
    @Test
    void theUpperVariableStaysInItsSet() {
        BilevelProblem<Void, Void> free = DegenerateBilevel.NON_CONVEX.problem();
        Projection interval = Projection.box(new double[] {-0.5}, new double[] {0.5});
        BilevelProblem<Void, Void> bounded =
                new BilevelProblem<>(free.lower(), free.upper(), interval, free.lowerSet());
        PenaltySteps steps = new PenaltySteps(new Power(0.1, 0, 1), new Power(100, 0, 1), new Power(0.01, 0, 1), 10);
        List<Double> ends = List.of(free, bounded).stream()
                .map(problem -> {
                    PenaltyMethod<Void, Void> method =
                            method(problem, steps, new Point(new double[] {0.3}, new double[1], new double[1]));
                    while (method.iteration() < 5000) method.iterate();
                    return method.point().x()[0];
                })
                .toList();
        assertThat(ends.get(0)).isGreaterThan(0.6);
        assertThat(DegenerateBilevel.NON_CONVEX.slope(ends.get(0))).isCloseTo(0, within(0.02));
        assertThat(ends.get(1)).isEqualTo(0.5);
    }

    private static PenaltyMethod<Void, Void> method(
            BilevelProblem<Void, Void> problem, PenaltySteps steps, Point start) {
        return new PenaltyMethod<>(
                problem,
                PenaltyHypergradient.ONE_SIDED,
                Minibatches.SHARED,
                steps,
                Directions.f2sa(),
                start,
                new SplittableRandom(0));
    }
}
