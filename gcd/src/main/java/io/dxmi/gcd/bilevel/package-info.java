/**
 * Bilevel optimisation with first-order gradients: {@code min_x f(x, y*(x))} with {@code y*(x) = argmin_y g(x, y)}.
 *
 * <p>A {@link io.dxmi.gcd.bilevel.BilevelProblem} gives the gradients of f and g on minibatches,
 * {@link io.dxmi.gcd.bilevel.PenaltyHypergradient} estimates the hypergradient from two perturbed lower problems, and
 * {@link io.dxmi.gcd.bilevel.PenaltyMethod} descends along it (F2SA and F3SA, arXiv 2301.10945; the penalty method of arXiv
 * 2309.01753). {@link io.dxmi.gcd.bilevel.WeightedRows} and {@link io.dxmi.gcd.bilevel.CleanRows} are the two levels of data
 * hyper-cleaning for any network.
 */
package io.dxmi.gcd.bilevel;
