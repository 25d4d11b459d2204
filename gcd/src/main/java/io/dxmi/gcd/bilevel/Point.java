package io.dxmi.gcd.bilevel;

/**
 * Where a penalty method stands.
 *
 * @param x the upper variable
 * @param y the solution of the lower problem plus 1 / lambda of the upper objective
 * @param z the solution of the other lower problem of the {@link PenaltyHypergradient}
 */
public record Point(double[] x, double[] y, double[] z) {}
