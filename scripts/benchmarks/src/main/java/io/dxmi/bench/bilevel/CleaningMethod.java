package io.dxmi.bench.bilevel;

import io.dxmi.gcd.bilevel.BilevelProblem;
import io.dxmi.gcd.bilevel.CleanRows;
import io.dxmi.gcd.bilevel.Directions;
import io.dxmi.gcd.bilevel.Minibatches;
import io.dxmi.gcd.bilevel.PenaltyHypergradient;
import io.dxmi.gcd.bilevel.PenaltyMethod;
import io.dxmi.gcd.bilevel.PenaltySteps;
import io.dxmi.gcd.bilevel.Point;
import io.dxmi.gcd.bilevel.Power;
import io.dxmi.gcd.bilevel.WeightedRows;
import java.util.SplittableRandom;

/** The bilevel methods of the table; all start from weights 0.5 of the rows and stop at one number of sample gradients. */
enum CleaningMethod {
    F2SA("F2SA, shared minibatch", PenaltyHypergradient.ONE_SIDED, Minibatches.SHARED),
    INDEPENDENT("F2SA, independent minibatches", PenaltyHypergradient.ONE_SIDED, Minibatches.INDEPENDENT),
    CENTRAL("F2SA, shared minibatch, central difference", PenaltyHypergradient.CENTRAL, Minibatches.SHARED),
    F3SA("F3SA, shared minibatch", PenaltyHypergradient.ONE_SIDED, Minibatches.SHARED);

    private static final int BATCH = 64;
    private static final double DECAY = 0.001;
    private static final double DELAY = 1000;

    final String label;
    private final PenaltyHypergradient hypergradient;
    private final Minibatches minibatches;

    CleaningMethod(String label, PenaltyHypergradient hypergradient, Minibatches minibatches) {
        this.label = label;
        this.hypergradient = hypergradient;
        this.minibatches = minibatches;
    }

    /** The method after a number of sample gradients. */
    PenaltyMethod<int[], int[]> run(NoisyLabels task, long seed, long budget) {
        double[] zero = new double[task.training.size()];
        PenaltyMethod<int[], int[]> method = new PenaltyMethod<>(
                BilevelProblem.of(new WeightedRows(task.training, DECAY, BATCH), new CleanRows(task.clean, BATCH)),
                hypergradient,
                minibatches,
                steps(),
                directions(),
                new Point(new double[task.training.rows()], zero, zero),
                new SplittableRandom(1000 + seed));
        long before = evaluations(task);
        while (evaluations(task) - before < budget) method.iterate();
        return method;
    }

    private static long evaluations(NoisyLabels task) {
        return task.training.evaluations() + task.clean.evaluations();
    }

    /** The step of x undoes the mean over a minibatch, so that the step of a row does not depend on its size. */
    private PenaltySteps steps() {
        double growth = this == F3SA ? 1.0 / 5 : 1.0 / 7;
        return new PenaltySteps(
                new Power(0.3, -0.4, DELAY), new Power(3, growth, DELAY), new Power(BATCH, -0.4, DELAY), 1);
    }

    private Directions directions() {
        return this == F3SA ? Directions.f3saOfLower(new Power(1, -0.8, DELAY), 0.1) : Directions.f2sa();
    }
}
