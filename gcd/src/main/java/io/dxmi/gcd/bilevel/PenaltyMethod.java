package io.dxmi.gcd.bilevel;

import java.util.random.RandomGenerator;

/**
 * The single loop of F2SA and F3SA (arXiv 2301.10945, Algorithms 1 and 2) with projections (arXiv 2309.01753): y and z follow
 * their lower problems, x follows the {@link PenaltyHypergradient} at y and z. Only gradients are used.
 *
 * @param <L> a minibatch of the lower level
 * @param <U> a minibatch of the upper level
 */
public final class PenaltyMethod<L, U> {

    private final BilevelProblem<L, U> problem;
    private final PenaltyHypergradient hypergradient;
    private final Minibatches minibatches;
    private final PenaltySteps steps;
    private final Directions directions;
    private final RandomGenerator random;
    private Point point;
    private int iteration;

    /**
     * A method before its first iteration.
     *
     * @param directions {@link Directions#f2sa} or {@link Directions#f3sa}; not shared with another method
     * @param start is projected on the sets of the problem and not changed
     */
    public PenaltyMethod(
            BilevelProblem<L, U> problem,
            PenaltyHypergradient hypergradient,
            Minibatches minibatches,
            PenaltySteps steps,
            Directions directions,
            Point start,
            RandomGenerator random) {
        this.problem = problem;
        this.hypergradient = hypergradient;
        this.minibatches = minibatches;
        this.steps = steps;
        this.directions = directions;
        this.random = random;
        point = new Point(
                moved(start.x(), 0, start.x(), problem.upperSet()),
                moved(start.y(), 0, start.y(), problem.lowerSet()),
                moved(start.z(), 0, start.z(), problem.lowerSet()));
    }

    /** The iterations so far. */
    public int iteration() {
        return iteration;
    }

    public Point point() {
        return point;
    }

    /** The estimate of {@code y*(x)} at which F is reported. */
    public double[] solution() {
        return hypergradient.solution(point);
    }

    /** One step of x after the {@link PenaltySteps#inner} steps of y and z. */
    public void iterate() {
        double lambda = steps.penalty().at(iteration);
        for (int i = 0; i < steps.inner(); i++) moveLower(lambda);
        moveUpper(lambda);
        iteration++;
    }

    private void moveLower(double lambda) {
        L ofY = problem.lower().sample(random);
        L ofZ = minibatches.second(problem.lower(), ofY, random);
        U upper = problem.upper().sample(random);
        double[] z = directions.z().of(p -> hypergradient.gradientZ(problem, p, lambda, ofZ, upper), point, iteration);
        double[] y = directions.y().of(p -> hypergradient.gradientY(problem, p, lambda, ofY, upper), point, iteration);
        double gamma = steps.lower().at(iteration);
        point = new Point(
                point.x(),
                moved(point.y(), gamma, y, problem.lowerSet()),
                moved(point.z(), gamma, z, problem.lowerSet()));
    }

    private void moveUpper(double lambda) {
        L ofY = problem.lower().sample(random);
        L ofZ = minibatches.second(problem.lower(), ofY, random);
        U upper = problem.upper().sample(random);
        double[] x = directions.x().of(p -> hypergradient.of(problem, p, lambda, ofY, ofZ, upper), point, iteration);
        point = new Point(moved(point.x(), steps.upper().at(iteration), x, problem.upperSet()), point.y(), point.z());
    }

    private static double[] moved(double[] from, double step, double[] direction, Projection set) {
        double[] to = new double[from.length];
        for (int i = 0; i < to.length; i++) to[i] = from[i] - step * direction[i];
        set.apply(to);
        return to;
    }
}
