package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;

/** The value step: fits the value function to the roll-out by dynamic programming (DxMI, Eq. 11). */
public interface ValueSteps {

    /**
     * Takes the steps.
     *
     * @param velocity s_t^2 (T)
     * @return their statistics, averaged
     */
    Pending<Stats> update(Iteration now, RollOut rollOut, NDArray velocity);
}
