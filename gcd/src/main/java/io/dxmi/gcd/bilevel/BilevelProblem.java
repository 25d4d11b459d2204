package io.dxmi.gcd.bilevel;

/**
 * {@code min over x in X of f(x, y*(x))} with {@code y*(x) = argmin over y in Y of g(x, y)}.
 *
 * @param lower g
 * @param upper f
 * @param upperSet the projection on X
 * @param lowerSet the projection on Y
 * @param <L> a minibatch of the lower level
 * @param <U> a minibatch of the upper level
 */
public record BilevelProblem<L, U>(Level<L> lower, Level<U> upper, Projection upperSet, Projection lowerSet) {

    /** A problem without constraints. */
    public static <L, U> BilevelProblem<L, U> of(Level<L> lower, Level<U> upper) {
        return new BilevelProblem<>(lower, upper, Projection.NONE, Projection.NONE);
    }
}
