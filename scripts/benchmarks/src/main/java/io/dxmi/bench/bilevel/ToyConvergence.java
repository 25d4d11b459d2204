package io.dxmi.bench.bilevel;

import io.dxmi.bench.MeasuredPage;
import io.dxmi.gcd.bilevel.Directions;
import io.dxmi.gcd.bilevel.Minibatches;
import io.dxmi.gcd.bilevel.PenaltyHypergradient;
import io.dxmi.gcd.bilevel.PenaltyMethod;
import io.dxmi.gcd.bilevel.PenaltySteps;
import io.dxmi.gcd.bilevel.Point;
import io.dxmi.gcd.bilevel.Power;
import io.dxmi.gcd.bilevel.QuarticBilevel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** F2SA and F3SA where the hypergradient is known. */
record ToyConvergence(int seeds) {

    private static final int[] MARKS = {300, 1000, 3000, 10_000, 30_000};

    /** One row of the table: {@code |F'|^2} by seed and mark. */
    private record Trace(String name, double[][] squares) {

        double[] after(int mark) {
            return Arrays.stream(squares).mapToDouble(row -> row[mark]).toArray();
        }

        String row(String verdict) {
            StringBuilder text = new StringBuilder("| " + name + " |");
            for (int i = 0; i < MARKS.length; i++) {
                text.append(' ')
                        .append(i < squares[0].length ? MeasuredPage.spread("%.4f", after(i)) : "–")
                        .append(" |");
            }
            return text + " " + verdict + " |\n";
        }
    }

    String table() {
        PenaltySteps noisy = steps(5.0 / 7, 4.0 / 7);
        PenaltySteps averaged = steps(3.0 / 5, 2.0 / 5);
        Supplier<Directions> momentum = () -> Directions.f3sa(new Power(2, -4.0 / 5, 50), 0);
        Trace exact = trace("F2SA, exact gradients", 0, Minibatches.SHARED, steps(1.0 / 3, 0), Directions::f2sa, 4);
        Trace shared = trace("F2SA, shared", 0.3, Minibatches.SHARED, noisy, Directions::f2sa, 5);
        Trace independent = trace("F2SA, independent", 0.3, Minibatches.INDEPENDENT, noisy, Directions::f2sa, 5);
        Trace f3sa = trace("F3SA, shared", 0.3, Minibatches.SHARED, averaged, momentum, 5);
        Trace f3saIndependent = trace("F3SA, independent", 0.3, Minibatches.INDEPENDENT, averaged, momentum, 5);
        double last = MeasuredPage.mean(shared.after(4));
        boolean worse = IntStream.range(0, seeds).allMatch(s -> independent.after(4)[s] > shared.after(4)[s]);
        return "\n## Convergence: |F'|² after the iterations\n\nNoise 0.3 except in the first row.\n\n"
                + "| method, minibatches of g | 300 | 1,000 | 3,000 | 10,000 | 30,000 | bound |\n"
                + "| --- | --- | --- | --- | --- | --- | --- |\n"
                + exact.row(MeasuredPage.verdict("mean at 10,000 <= 0.006", MeasuredPage.mean(exact.after(3)) <= 0.006))
                + shared.row(MeasuredPage.verdict("mean at 30,000 <= 0.05", last <= 0.05))
                + independent.row(MeasuredPage.verdict("worse than shared in each seed", worse))
                + f3sa.row(MeasuredPage.verdict("mean below F2SA, shared", MeasuredPage.mean(f3sa.after(4)) < last))
                + f3saIndependent.row("reported");
    }

    private static PenaltySteps steps(double a, double c) {
        return PenaltySteps.powers(a, c, 0.15, 3.125, 0.03, 50);
    }

    private Trace trace(
            String name,
            double noise,
            Minibatches minibatches,
            PenaltySteps steps,
            Supplier<Directions> directions,
            int marks) {
        double[][] squares = new double[seeds][marks];
        for (int seed = 0; seed < seeds; seed++) {
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
            for (int i = 0; i < marks; i++) {
                while (method.iteration() < MARKS[i]) method.iterate();
                squares[seed][i] =
                        Figures.square(toy.hypergradient(method.point().x()));
            }
        }
        return new Trace(name, squares);
    }
}
