package io.dxmi.config;

/**
 * Low-rank adapters of the sampler's weights ({@link io.dxmi.samplers.engine.Adapters}).
 *
 * @param rank 0 for none: all weights are trained
 */
public record AdapterConfig(int rank) {

    public AdapterConfig {
        Require.count("rank", rank, 0, 1_024);
    }
}
