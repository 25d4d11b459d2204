package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;

/** A term that keeps an energy tame; any number of them go with any objective ({@link RegularisedLoss}). */
public interface Regulariser {

    /** Name in the log. */
    String name();

    /**
     * The term, a scalar, with its weight.
     *
     * @param data (B, ...)
     * @param samples of the same shape
     */
    <T> T of(Ops<T> o, Params<T> p, Energy energy, T data, T samples);
}
