package io.dxmi.gcd.bilevel;

/**
 * Step sizes of a {@link PenaltyMethod}. The step of y's problem is stated for {@code g + f / lambda}, so that the step along
 * {@code f + lambda g} is gamma / lambda and the condition alpha lambda &lt;= gamma of arXiv 2301.10945 always holds.
 *
 * @param lower gamma, the step of y and z
 * @param penalty lambda
 * @param upper the step of x along the hypergradient
 * @param inner steps of y and z for each step of x, at least 1
 */
public record PenaltySteps(Power lower, Power penalty, Power upper, int inner) {

    /**
     * The powers of arXiv 2301.10945: {@code gamma ~ k^-c}, x's step {@code ~ k^-a}, {@code lambda ~ k^(a - c)}; one inner step.
     *
     * @param gamma the first gamma
     * @param lambda the first lambda
     * @param upper the first step of x
     * @param delay of all three {@link Power}s
     */
    public static PenaltySteps powers(double a, double c, double gamma, double lambda, double upper, double delay) {
        return new PenaltySteps(
                new Power(gamma, -c, delay), new Power(lambda, a - c, delay), new Power(upper, -a, delay), 1);
    }
}
