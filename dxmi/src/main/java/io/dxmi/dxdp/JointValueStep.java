package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;
import java.util.List;

/** One optimiser step over all T B states at once, towards fresh on-policy targets: cheaper than going backwards. */
public final class JointValueStep implements ValueSteps {

    private final Update update;
    private final long[] noiseShape;

    /** @param others must hold the sampler's weights */
    public JointValueStep(
            Learner learner, ValueFunction value, CostToGo target, Transitions.Fresh moves, Weights... others) {
        this.update = learner.compile(new ValueLoss(value, target, moves), others);
        this.noiseShape = moves.sampler().noiseShape();
    }

    @Override
    public Pending<Stats> update(Iteration now, RollOut rollOut, NDArray velocity) {
        VisitedStates all = VisitedStates.of(now.scope(), List.of(rollOut));
        return update.start(
                now.scope(),
                now.rateFactor(),
                now.draws().seed("value"),
                all.states(),
                all.steps(),
                now.noise("value", noiseShape, all.size()),
                all.labels(),
                velocity);
    }
}
