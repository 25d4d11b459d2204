package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * One optimiser step per time, from the last step back to the first, so that the target at t already uses the network
 * updated at t + 1 (DxDP, DxMI Alg. 1).
 */
public abstract class BackwardValueSteps implements ValueSteps {

    private final Update update;

    private BackwardValueSteps(Learner learner, ValueLoss loss, Weights... others) {
        this.update = learner.compile(loss, others);
    }

    /** Targets from the transitions as the roll-out took them. */
    public static ValueSteps stored(Learner learner, ValueFunction value, CostToGo target, Weights... others) {
        return new BackwardValueSteps(learner, new ValueLoss(value, target, new Transitions.Stored()), others) {
            @Override
            NDArray[] inputs(Iteration now, RollOut r, int t, NDArray times, NDArray velocity) {
                return new NDArray[] {
                    r.states().get(t), times, r.states().get(t + 1), r.stds().get(t), r.labels(), velocity
                };
            }
        };
    }

    /** Targets from fresh steps of the current policy; {@code others} must hold the sampler's weights. */
    public static ValueSteps fresh(
            Learner learner, ValueFunction value, CostToGo target, Transitions.Fresh moves, Weights... others) {
        long[] noiseShape = moves.sampler().noiseShape();
        return new BackwardValueSteps(learner, new ValueLoss(value, target, moves), others) {
            @Override
            NDArray[] inputs(Iteration now, RollOut r, int t, NDArray times, NDArray velocity) {
                NDArray eps = now.noise("value " + t, noiseShape, r.labels().size());
                return new NDArray[] {r.states().get(t), times, eps, r.labels(), velocity};
            }
        };
    }

    abstract NDArray[] inputs(Iteration now, RollOut rollOut, int t, NDArray times, NDArray velocity);

    @Override
    public Pending<Stats> update(Iteration now, RollOut rollOut, NDArray velocity) {
        List<Pending<Stats>> all = new ArrayList<>();
        for (int t = rollOut.steps() - 1; t >= 0; t--) {
            NDArray times = Torch.filled(now.scope(), rollOut.last().getShape().get(0), t);
            long seed = now.draws().seed("value " + t);
            all.add(update.start(now.scope(), now.rateFactor(), seed, inputs(now, rollOut, t, times, velocity)));
        }
        return Pending.all(all).map(Stats::mean);
    }
}
