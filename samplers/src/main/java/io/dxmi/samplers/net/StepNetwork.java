package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;
import java.util.Optional;

/** The network in a sampler's step. It may read a class per row, and a random vector of its own. */
public interface StepNetwork {

    List<Parameter> parameters();

    /** The network as it is pre-trained, with the same parameters: what only then is done to it is in here. */
    default StepNetwork training() {
        return this;
    }

    /** Labels lie in [0, classes); 0 for a network that does not read them. */
    default int classes() {
        return 0;
    }

    /** The same network with the same parameters, told no class whatever the label is; empty if it knows no such case. */
    default Optional<StepNetwork> withoutClass() {
        return Optional.empty();
    }

    /** Length of the random vector z that the network reads; 0 for none. */
    default int latent() {
        return 0;
    }

    /**
     * Maps x (B, ...) to its own shape.
     *
     * @param time (B)
     * @param label int64 (B), whatever {@link #classes} is
     * @param latent unit noise (B, z), where {@link #latent} is not 0; else not read
     */
    <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent);
}
