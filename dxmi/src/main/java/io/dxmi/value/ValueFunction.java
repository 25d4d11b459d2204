package io.dxmi.value;

import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;

/** Expected remaining cost of a state: V(x, t), with V(x, T) = E(x). */
public interface ValueFunction {

    /** What computations call a value network of its own. */
    String NETWORK = "value";

    /** V(x, t) per row, (B); rows with t = T get the energy. x (B, ...), t int64 (B) in [0, T]. */
    <T> T at(Ops<T> o, Networks<T> networks, T x, T t);

    /** The same for examples of a class: label int64 (B), not read by a value without classes. */
    default <T> T at(Ops<T> o, Networks<T> networks, T x, T t, T label) {
        return at(o, networks, x, t);
    }
}
