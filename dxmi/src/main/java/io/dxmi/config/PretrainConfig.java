package io.dxmi.config;

/**
 * DDPM training of the sampler's network before the joint training.
 *
 * @param init checkpoint whose weights the sampler starts from; null for fresh ones
 * @param iterations 0 for none
 * @param rate Adam's first learning rate; it falls to 0 by a cosine
 */
public record PretrainConfig(String init, long iterations, int batch, double rate) {

    public PretrainConfig {
        Require.path("init", init);
        Require.atLeast("iterations", iterations, 0);
        Require.atLeast("batch", batch, 1);
        Require.above("rate", rate, 0);
    }
}
