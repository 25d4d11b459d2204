package io.dxmi.samplers.engine;

/**
 * The networks that a computation may read, by name ("sampler", "value", "energy").
 *
 * @param <T> what stands for an array
 */
@FunctionalInterface
public interface Networks<T> {

    /** Parameters of one network. @throws IllegalArgumentException if the computation was not given it */
    Params<T> of(String network);
}
