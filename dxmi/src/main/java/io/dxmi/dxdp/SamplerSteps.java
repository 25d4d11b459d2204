package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;
import java.util.List;

/** The sampler step: down the cost to go of fresh steps from visited states (DxMI, Eq. 12). */
public interface SamplerSteps {

    /**
     * Takes the steps.
     *
     * @param velocity s_t^2 (T)
     * @return their statistics, averaged
     */
    Pending<Stats> update(Iteration now, List<RollOut> rollOuts, NDArray velocity);
}
