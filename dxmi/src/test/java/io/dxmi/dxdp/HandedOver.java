package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;

/**
 * The reference may clip the value's gradient while the energy, the same network with the same optimiser, goes unclipped. A
 * learner clips always or never, so two of them pass the optimiser's state to and fro.
 *
 * @param energy takes the energy's steps on the shared weights
 * @param value takes {@code steps}
 */
record HandedOver(Learner energy, Learner value, ValueSteps steps) implements ValueSteps {

    @Override
    public Pending<Stats> update(Iteration now, RollOut rollOut, NDArray velocity) {
        value.restore(energy.state(), "the energy's learner");
        Pending<Stats> stats = steps.update(now, rollOut, velocity);
        energy.restore(value.state(), "the value's learner");
        return stats;
    }
}
