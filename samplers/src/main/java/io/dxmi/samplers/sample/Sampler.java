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

    /** Labels lie in [0, classes); 0 for a sampler that does not read them. */
    default int classes() {
        return 0;
    }

    /** Shape of the unit noise that one step takes: the sample's, unless the network reads noise of its own. */
    default long[] noiseShape() {
        return sampleShape();
    }

    /** Whether a step reads its unit noise. */
    default boolean readsNoise() {
        return true;
    }

    /**
     * How many arrays of the sample's shape a state carries behind the sample itself, along its first axis: what a
     * multi-step solver remembers. They are zero at first.
     */
    default int memory() {
        return 0;
    }

    List<Parameter> parameters();

    /**
     * Takes one step.
     *
     * @param x states (B, ...)
     * @param t int64 (B), step index of each row in [0, T)
     * @param eps unit noise (B, {@link #noiseShape})
     * @param label int64 (B), whatever {@link #classes} is
     */
    <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label);

    /** One step of a sampler that reads no labels. */
    default <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps) {
        if (classes() > 0) throw new IllegalArgumentException("a label is needed, below " + classes());
        return step(o, p, x, t, eps, o.fullIndex(x, 0));
    }

    /** Number of axes of a batch. */
    default int rank() {
        return sampleShape().length + 1;
    }
}
