package io.dxmi.gcd.path;

import io.dxmi.samplers.engine.Ops;

/**
 * Brownian motion, as published: {@code q(x_t | x_{t+1}) = N(x_{t+1}, s_t^2 I)}, cost
 * {@code |x_{t+1} - x_t|^2 / (2 s_t^2 D)}. It keeps paths short.
 */
public record BrownianPath() implements ReferencePath {

    @Override
    public <T> T cost(Ops<T> o, T state, T next, T t, T velocity) {
        T squares = o.meanPerSample(o.square(o.sub(next, state)));
        // a / b as a exp(-log b): s_t^2 is positive by construction
        return o.scale(o.mul(squares, o.exp(o.scale(o.log(o.indexSelect(velocity, t)), -1))), 0.5);
    }
}
