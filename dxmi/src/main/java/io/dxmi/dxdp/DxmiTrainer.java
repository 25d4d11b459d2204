package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Diffusion by maximum-entropy inverse reinforcement learning (Yoon et al., NeurIPS 2024, Alg. 1). */
public final class DxmiTrainer {

    /**
     * The moves of an iteration and how they alternate.
     *
     * @param learners every network that is trained, each once
     * @param critic the sampler moves every so many iterations, on the roll-outs since it last moved ("n_critic")
     * @param samplerFrom the sampler rests before this iteration, while the energy finds its feet
     * @param decay of the running averages of the weights, warmed up as (1 + i) / (10 + i)
     */
    public record Plan(
            Chain chain,
            Velocity velocity,
            EnergyStep energy,
            ValueSteps value,
            SamplerSteps sampler,
            List<Learner> learners,
            RateSchedule rates,
            int critic,
            long samplerFrom,
            double decay) {}

    private final Plan plan;
    private final NDManager root;
    private final List<RollOut> recent = new ArrayList<>();
    private NDManager recentScope;

    public DxmiTrainer(NDManager root, Plan plan) {
        this.root = root;
        this.plan = plan;
        this.recentScope = root.newSubManager();
    }

    /**
     * One iteration.
     *
     * @param data (B, ...), belonging to the caller
     * @return every scalar of the iteration, by name
     * @throws io.dxmi.samplers.engine.train.Diverged if a loss or gradient is not finite
     */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return iterate(i, data, Torch.filled(recentScope, data.getShape().get(0), 0), draws);
    }

    /**
     * One iteration with classes: the samples are drawn as examples of the data's.
     *
     * @param data (B, ...), belonging to the caller
     * @param labels int64 (B), belonging to this object from now on
     */
    public Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        Map<String, Double> row = new LinkedHashMap<>();
        labels.attach(recentScope);
        try (NDManager scope = root.newSubManager()) {
            RollOut rollOut = plan.chain().rollOut(recentScope, draws, labels);
            recent.add(rollOut);
            plan.velocity().update(rollOut);
            Iteration now = new Iteration(
                    scope, draws, plan.velocity().squares(), plan.rates().factor(i));

            plan.energy().update(now, data, rollOut).addTo(row, "energy");
            plan.value().update(now, rollOut).addTo(row, "value");
            if ((i + 1) % plan.critic() == 0) {
                if (i >= plan.samplerFrom()) plan.sampler().update(now, recent).addTo(row, "sampler");
                forgetRollOuts();
            }
        } catch (Diverged e) {
            throw e.after(row);
        }
        double decay = Math.min(plan.decay(), (1.0 + i) / (10.0 + i));
        plan.learners().forEach(learner -> learner.average(decay));
        return row;
    }

    private void forgetRollOuts() {
        recent.clear();
        recentScope.close();
        recentScope = root.newSubManager();
    }

    /** Whether the state after iteration i is complete without the roll-outs, so that a checkpoint may be written. */
    public boolean isCheckpoint(long i) {
        return (i + 1) % plan.critic() == 0;
    }

    /** Everything that an iteration changes. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        plan.learners().forEach(learner -> state.putAll(learner.state()));
        state.put("velocity", plan.velocity().state());
        return state;
    }

    /** Puts a {@link #state} back. @throws io.dxmi.samplers.UserError if it does not fit */
    public void restore(Map<String, HostTensor> state, String origin) {
        plan.learners().forEach(learner -> learner.restore(state, origin));
        long[] shape = plan.velocity().squares().getShape().getShape();
        plan.velocity().restore(TrainingState.entry(state, "velocity", origin, shape));
    }
}
