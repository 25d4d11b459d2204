package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** A policy that turns noise into data in T Gaussian steps. */
public interface Sampler {

    /** What computations call the sampler's network. */
    String NETWORK = "sampler";

    /** T. */
    int steps();

    /** Shape of one sample: (D) or (C, H, W). */
    long[] sampleShape();

    /** Standard deviation of x_0. */
    default double priorStd() {
        return 1;
    }

    List<Parameter> parameters();

    /**
     * Takes one step.
     *
     * @param x states (B, ...)
     * @param t int64 (B), step index of each row in [0, T)
     * @param eps unit noise of x's shape
     */
    <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps);

    /** Number of axes of a batch. */
    default int rank() {
        return sampleShape().length + 1;
    }
}
