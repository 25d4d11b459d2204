package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which weights of a sampler have low-rank adapters: those that its linear layers and convolutions multiply by. */
final class SamplerAdapters {

    private SamplerAdapters() {}

    /** What is trained of a sampler and what is frozen; empty where all is trained. */
    static Optional<Adapters> of(Config config, Sampler sampler) {
        int rank = config.sampler().adapter().rank();
        if (rank == 0 || config.game() instanceof GameConfig.Chains) return Optional.empty();
        List<Parameter> parameters = sampler.parameters();
        return Optional.of(
                Adapters.of(parameters, Set.of(GaussianSampler.LOG_SIGMA), Activations.weightsOf(sampler), rank));
    }
}
