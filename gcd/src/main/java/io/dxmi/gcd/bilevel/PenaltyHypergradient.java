package io.dxmi.gcd.bilevel;

/**
 * The gradient of {@code F(x) = f(x, y*(x))} from gradients of f and g alone, as a finite difference of
 * {@code l(x, s) = min_y [s f + g]} in s between {@code s = 1 / lambda} (at y) and a second value of s (at z):
 * {@code F'(x) ~ [l_x(x, s_y) - l_x(x, s_z)] / (s_y - s_z)}.
 */
public enum PenaltyHypergradient {

    /**
     * {@code f_x(x, y) + lambda [g_x(x, y) - g_x(x, z)]} with {@code z = argmin g} (F2SA, arXiv 2301.10945; arXiv 2309.01753 with
     * sigma = 1 / lambda). Its bias is O(1 / lambda).
     */
    ONE_SIDED(0),

    /**
     * {@code [f_x(x, y) + f_x(x, z)] / 2 + lambda / 2 [g_x(x, y) - g_x(x, z)]} with {@code z = argmin g - f / lambda} (order 2 of
     * the family of arXiv 2509.02937). Its bias is O(1 / lambda^2) at the cost of the one-sided difference. It needs a lambda
     * above the ratio of the smoothness of f to the strong convexity of g.
     */
    CENTRAL(-1);

    /** The second s, times lambda. */
    private final double from;

    PenaltyHypergradient(double from) {
        this.from = from;
    }

    /** The gradient of y's problem, {@code g + f / lambda}. */
    public <L, U> double[] gradientY(BilevelProblem<L, U> problem, Point at, double lambda, L lower, U upper) {
        double[] gradient = problem.lower().gradientY(at.x(), at.y(), lower);
        return plus(gradient, 1 / lambda, problem.upper().gradientY(at.x(), at.y(), upper));
    }

    /** The gradient of z's problem: {@code g}, or {@code g - f / lambda} for the central difference. */
    public <L, U> double[] gradientZ(BilevelProblem<L, U> problem, Point at, double lambda, L lower, U upper) {
        double[] gradient = problem.lower().gradientY(at.x(), at.z(), lower);
        if (from == 0) return gradient;
        return plus(gradient, from / lambda, problem.upper().gradientY(at.x(), at.z(), upper));
    }

    /**
     * The hypergradient for given y and z. The variance of its last term stays bounded in lambda if both gradients of g use one
     * minibatch, and grows as lambda^2 otherwise.
     *
     * @param ofY minibatch of g at y
     * @param ofZ minibatch of g at z
     */
    public <L, U> double[] of(BilevelProblem<L, U> problem, Point at, double lambda, L ofY, L ofZ, U upper) {
        double[] difference = problem.lower().gradientX(at.x(), at.y(), ofY);
        plus(difference, -1, problem.lower().gradientX(at.x(), at.z(), ofZ));
        for (int i = 0; i < difference.length; i++) difference[i] *= lambda / (1 - from);
        plus(difference, 1 / (1 - from), problem.upper().gradientX(at.x(), at.y(), upper));
        if (from == 0) return difference;
        return plus(difference, -from / (1 - from), problem.upper().gradientX(at.x(), at.z(), upper));
    }

    /**
     * The estimate of {@code y*(x)}: z, or the mean of y and z for the central difference. F is reported here, never at y,
     * which is fitted to the upper objective.
     */
    public double[] solution(Point at) {
        double[] solution = at.z().clone();
        double share = from / (from - 1);
        for (int i = 0; i < solution.length; i++) solution[i] += share * (at.y()[i] - solution[i]);
        return solution;
    }

    /** Adds a multiple in place. */
    private static double[] plus(double[] sum, double factor, double[] term) {
        for (int i = 0; i < sum.length; i++) sum[i] += factor * term[i];
        return sum;
    }
}
