package io.dxmi.config;

/**
 * Training of the sampler's network before the joint training.
 *
 * @param init checkpoint whose weights the sampler starts from; null for fresh ones
 * @param iterations 0 for none
 * @param rate Adam's first learning rate; it falls to 0 by a cosine
 * @param loss what it learns
 */
public record PretrainConfig(String init, long iterations, int batch, double rate, PretrainLossConfig loss) {

    public PretrainConfig {
        Require.path("init", init);
        Require.atLeast("iterations", iterations, 0);
        Require.atLeast("batch", batch, 1);
        Require.above("rate", rate, 0);
    }

    /** The same from another checkpoint; null for fresh weights. */
    PretrainConfig from(String checkpoint) {
        return new PretrainConfig(checkpoint, iterations, batch, rate, loss);
    }

    /** Whether a trained network is needed to begin with: a teacher. */
    public boolean distils() {
        return iterations > 0 && loss instanceof PretrainLossConfig.Consistency;
    }
}
