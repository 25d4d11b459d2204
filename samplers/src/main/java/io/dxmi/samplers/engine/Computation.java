package io.dxmi.samplers.engine;

import java.util.List;

/** A function of networks and input arrays, written once and run by any interpreter of {@link Ops}. */
public interface Computation {

    /** Names of the inputs, in the order in which they are passed. */
    List<String> inputs();

    <T> List<T> of(Ops<T> ops, Networks<T> networks, List<T> inputs);
}
