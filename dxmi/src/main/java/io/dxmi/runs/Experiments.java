package io.dxmi.runs;

import io.dxmi.config.Config;

/** Builds what a configuration describes. */
@FunctionalInterface
public interface Experiments {

    /**
     * Reads the data, lays out the networks and checks one against the other; writes nothing.
     *
     * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws io.dxmi.samplers.UserError if data, checkpoint or device do not serve
     */
    Experiment prepare(Config config, String device);
}
