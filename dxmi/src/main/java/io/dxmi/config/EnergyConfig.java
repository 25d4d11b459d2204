package io.dxmi.config;

/**
 * The energy.
 *
 * @param noiseSd standard deviation of the Gaussian noise on its inputs in its own loss; 0 for none
 * @param noiseDecay how it changes over the training
 * @param spectralBound largest singular value of its matrices; 0 for no bound
 */
public record EnergyConfig(
        ScalarConfig network,
        NoiseSd noiseSd,
        NoiseDecayConfig noiseDecay,
        GradientPenaltyConfig gradientPenalty,
        double spectralBound,
        OptimizerConfig optimizer) {

    public EnergyConfig {
        if (!noiseSd.isAuto()) Require.atLeast("noise_sd", noiseSd.sd(), 0);
        Require.atLeast("spectral_bound", spectralBound, 0);
    }

    /** The same under another noise. */
    public EnergyConfig withNoise(NoiseSd sd) {
        return new EnergyConfig(network, sd, noiseDecay, gradientPenalty, spectralBound, optimizer);
    }
}
