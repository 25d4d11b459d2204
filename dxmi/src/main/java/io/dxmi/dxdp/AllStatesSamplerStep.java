package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import java.util.List;

/** One optimiser step on all visited states. */
public final class AllStatesSamplerStep implements SamplerSteps {

    private final Update update;
    private final long[] noiseShape;

    /** @param others the value's and energy's weights */
    public AllStatesSamplerStep(Learner sampler, SamplerLoss loss, Weights... others) {
        this.update = sampler.compile(loss, others);
        this.noiseShape = loss.moves().sampler().noiseShape();
    }

    @Override
    public Pending<Stats> update(Iteration now, List<RollOut> rollOuts, NDArray velocity) {
        VisitedStates visited = VisitedStates.of(now.scope(), rollOuts);
        return update.start(
                now.scope(),
                now.rateFactor(),
                now.draws().seed("sampler"),
                visited.states(),
                visited.steps(),
                now.noise("sampler", noiseShape, visited.size()),
                visited.labels(),
                velocity);
    }
}
