package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.FittedSlopes;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.List;
import java.util.Map;

/**
 * The value step and the sampler step of DxDP on the roll-out's own transitions, which are fresh steps of the policy that
 * drew them. The roll-out, the value and the energy are evaluated once: the forward pass of the value at x_0 to x_{T-1} serves
 * targets and errors, its backward pass gives the slopes that the sampler descends, and the sampler's gradient passes through the
 * roll-out's graph. The sampler follows the value as it was before its step.
 */
public final class SharedUpdate implements SamplerUpdate {

    private final Velocity velocity;
    private final SharedRollOut rollOut;
    private final FittedSlopes value;
    private final Update sampler;
    private final int steps;
    private FittedSlopes.Step fitted;

    /** The costs of both steps; neither evaluates its own value function. */
    public record Costs(CostToGo target, CostToGo sampler) {}

    /**
     * Compiles the steps.
     *
     * @param velocity s_t^2 of the running cost, owned by this object
     * @param before the value before T, over the value learner's network
     * @param energy the value at T
     */
    public SharedUpdate(
            Velocity velocity,
            SharedRollOut rollOut,
            Sampler policy,
            Costs costs,
            ValueFunction before,
            Energy energy,
            Learner valueLearner,
            Learner samplerLearner,
            Weights energyWeights) {
        this.velocity = velocity;
        this.rollOut = rollOut;
        this.steps = policy.steps();
        this.value = valueLearner.compileFit(new SharedValueFit(before, energy, costs.target(), steps), energyWeights);
        this.sampler = samplerLearner.compile(new SharedSamplerLoss(costs.sampler(), policy));
    }

    @Override
    public void fitValue(Iteration now, RollOut drawn, Row row) {
        velocity.update(drawn);
        SharedRollOut.Moves moves = rollOut.moves();
        fitted = value.apply(
                now.rateFactor(),
                now.scope(),
                moves.states(),
                moves.next(),
                moves.logStds(),
                drawn.last(),
                drawn.labels(),
                velocity.squares());
        row.add("value", fitted.stats());
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        SharedRollOut.Moves moves = rollOut.moves();
        NDArray nextValues = fitted.results().get(0);
        NDArray endSlope = fitted.results().get(1);
        Pending<Stats> stats = sampler.start(
                now.scope(),
                now.rateFactor(),
                now.draws().seed("sampler"),
                moves.states(),
                moves.next(),
                moves.logStds(),
                fitted.slopes(),
                endSlope,
                nextValues,
                velocity.squares());
        row.add("sampler", stats);
    }

    /** The value at T states and the energy at one; steps and roll-out are the same evaluations. */
    @Override
    public double evaluations() {
        return steps + 1;
    }

    @Override
    public Map<String, HostTensor> state() {
        return velocity.state();
    }

    @Override
    public void restore(Map<String, HostTensor> state, String origin) {
        velocity.restore(state, origin);
    }

    @Override
    public void close() {
        velocity.close();
    }
}
