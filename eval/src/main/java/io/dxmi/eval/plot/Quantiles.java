package io.dxmi.eval.plot;

/** Quantiles of sorted numbers, linear between neighbours. */
final class Quantiles {

    private Quantiles() {}

    /** The {@code q}-quantile, 0 to 1, of one or more ascending values. */
    static double of(double[] sorted, double q) {
        double place = q * (sorted.length - 1);
        int below = (int) place;
        if (below + 1 >= sorted.length) return sorted[sorted.length - 1];
        return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
