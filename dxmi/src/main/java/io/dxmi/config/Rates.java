package io.dxmi.config;

/**
 * Learning rates of Adam.
 *
 * @param logSigma of the trained step deviations
 * @param floor the factor to which a cosine takes all rates by the last iteration; 1 keeps them constant
 */
public record Rates(double energy, double value, double sampler, double logSigma, double floor) {

    public Rates {
        Require.atLeast("energy", energy, 0);
        Require.atLeast("value", value, 0);
        Require.atLeast("sampler", sampler, 0);
        Require.atLeast("log_sigma", logSigma, 0);
        Require.within("floor", floor, 0, 1);
    }
}
