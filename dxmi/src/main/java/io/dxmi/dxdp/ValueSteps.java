package io.dxmi.dxdp;

import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;

/** Move 2: fits the value function to the roll-out by dynamic programming. */
public interface ValueSteps {

    /** The statistics of the steps, averaged. */
    Stats update(Iteration now, RollOut rollOut);
}
