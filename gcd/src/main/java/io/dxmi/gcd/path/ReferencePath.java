package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;

/** The path measure that the sampler's trajectories are kept near; its negative log-density is the running cost. */
public interface ReferencePath {

    /**
     * Running cost of a step per dimension, (B), up to a constant.
     *
     * @param state x_t (B, ...)
     * @param next x_{t+1}
     * @param t int64 (B)
     * @param velocity s_t^2 (T), the mean square of step t over batch and dimensions; read by adaptive paths only
     */
    <T> T cost(Ops<T> o, T state, T next, T t, T velocity);
}
