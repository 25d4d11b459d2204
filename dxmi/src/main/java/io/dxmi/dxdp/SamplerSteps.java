package io.dxmi.dxdp;

import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;
import java.util.List;

/** Move 3: moves the sampler down the cost-to-go of fresh steps from visited states. */
public interface SamplerSteps {

    /** The statistics of the steps, averaged. */
    Stats update(Iteration now, List<RollOut> rollOuts);
}
