package io.dxmi.config;

/**
 * What the energy descends.
 *
 * @param others negatives of each datum ({@link Kind#RANKING} only); divides {@code trainer.batch}
 * @param blur standard deviation of the noise that is taken away ({@link Kind#DENOISING} only)
 * @param gradientPenalty weight of the penalty on the energy's slope between data and samples; 0 for none
 * @param slope the norm that the penalty draws the slope to
 * @param spectralBound largest singular value of the energy's matrices; 0 for no bound
 */
public record ObjectiveConfig(
        Kind kind, int others, double blur, double gradientPenalty, double slope, double spectralBound) {

    /** The loss between data and samples. */
    public enum Kind {
        /** Difference of the means; {@code trainer.gamma} weighs the squares. */
        DIFFERENCE,
        /** Logistic regression; noise-contrastive estimation where the samples are noise of known density. */
        LOGISTIC,
        /** Regression to -1 and 1. */
        LEAST_SQUARES,
        /** Noise-contrastive estimation by ranking. */
        RANKING,
        /** Denoising score matching: reads no samples. */
        DENOISING
    }

    public ObjectiveConfig {
        Require.atLeast("others", others, 1);
        Require.above("blur", blur, 0);
        Require.atLeast("gradient_penalty", gradientPenalty, 0);
        Require.atLeast("slope", slope, 0);
        Require.atLeast("spectral_bound", spectralBound, 0);
    }
}
