package io.dxmi.samplers.engine;

import java.util.List;
import java.util.Map;

/** A scalar to descend, as a function of networks and input arrays. */
public interface Loss {

    /** Names of the inputs, in the order in which they are passed. */
    List<String> inputs();

    /** The inputs that all rows share; every other one has a row per sample and may be cut along its first axis. */
    default List<String> shared() {
        return List.of();
    }

    <T> Value<T> of(Ops<T> ops, Networks<T> networks, List<T> inputs);

    /**
     * A loss and what to log beside it.
     *
     * @param loss the scalar to descend
     * @param logged further scalars worth a row in the log, by name
     */
    record Value<T>(T loss, Map<String, T> logged) {}
}
