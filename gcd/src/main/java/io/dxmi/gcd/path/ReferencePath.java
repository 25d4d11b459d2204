package io.dxmi.gcd.path;

import io.dxmi.value.Velocity;
import io.dxmi.samplers.engine.Ops;

/** The path measure that the sampler's trajectories are kept near; its negative log-density is the running cost. */
public interface ReferencePath {

    /**
     * Running cost of a step per dimension, (B), up to a constant.
     *
     * @param state x_t (B, ...)
     * @param next x_{t+1}
     * @param t int64 (B)
     * @param velocity s_t^2 (T), the mean square step that {@link Velocity} keeps
     */
    <T> T cost(Ops<T> o, T state, T next, T t, T velocity);
}
