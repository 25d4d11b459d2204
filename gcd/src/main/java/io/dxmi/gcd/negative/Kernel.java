package io.dxmi.gcd.negative;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** One step of a Markov chain on an energy, for a batch of independent chains. */
public interface Kernel {

    /**
     * What a chain carries from step to step: the states first, then whatever saves evaluations, at last the number of steps
     * that were accepted so far (B).
     */
    <T> List<T> begin(Ops<T> o, Params<T> p, Energy energy, T x);

    /** The same after one step. */
    <T> List<T> step(Ops<T> o, Params<T> p, Energy energy, List<T> carried);

    /** Times that a chain of so many steps evaluates the energy, its slope included, per row. */
    long evaluations(int steps);

    /** Whether some steps are rejected, so that the share of accepted ones says something. */
    boolean rejects();
}
