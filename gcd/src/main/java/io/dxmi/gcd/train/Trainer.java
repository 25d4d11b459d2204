package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.Negatives;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains an energy against negative samples: {@code min_E max_pi mean E(data) - E_pi[E] + tau H(pi)} (GCD, Yoon et al., 2023,
 * Eq. 3). {@link #iterate} is Algorithm 1 of DxMI (Yoon et al., 2024). The plan's parts decide what the training is called:
 * chains as negatives make it contrastive divergence, a trained sampler GCD, and a sampler that follows a value function DxMI.
 */
public final class Trainer implements AutoCloseable {

    /**
     * The steps of an iteration.
     *
     * @param negatives owned by the trainer
     * @param energy the energy step
     * @param sampler the value and sampler steps, owned by the trainer; empty where no sampler is trained
     * @param learners every network that is trained, each once; the caller closes them
     * @param pace how the steps alternate
     * @param monitor owned by the trainer
     */
    public record Plan(
            NegativeSampler negatives,
            EnergyStep energy,
            Optional<SamplerUpdate> sampler,
            List<Learner> learners,
            Pace pace,
            Monitor monitor) {}

    private final Plan plan;
    private final NDManager root;
    private final List<RollOut> rollOuts = new ArrayList<>();
    private NDManager rollOutScope;

    public Trainer(NDManager root, Plan plan) {
        this.root = root;
        this.plan = plan;
        this.rollOutScope = root.newSubManager();
    }

    /** One iteration without classes; see {@link #iterate(long, NDArray, NDArray, Draws)}. */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        try (NDManager scope = root.newSubManager()) {
            return iterate(i, data, Torch.filled(scope, data.getShape().get(0), 0), draws);
        }
    }

    /**
     * One iteration.
     *
     * @param data (B, ...), belonging to the caller
     * @param labels int64 (B), classes of the data and of the samples to draw, belonging to the caller; not read by networks
     *     without classes
     * @return every scalar of the iteration, by name
     * @throws Diverged if a loss or gradient is not finite; the steps after it may have moved their networks
     */
    public Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        Row row = new Row();
        Map<String, Double> scalars;
        try (NDManager scope = root.newSubManager()) {
            Iteration now = new Iteration(i, scope, draws, plan.pace().rates().factor(i));
            Negatives negatives = rollOut(data, labels, draws); // x_T ~ pi, with the path there
            energyStep(now, data, negatives, labels, row); // E down on data, up on samples (GCD, Eq. 3)
            valueStep(now, row); // V(x_t, t) towards the cost to go (DxMI, Eq. 11)
            if (plan.pace().movesSampler(i)) samplerStep(now, row); // pi down the cost to go (DxMI, Eq. 12)
            plan.monitor().observe(i, data, negatives.samples(), row);
            scalars = row.read();
        }
        if (isCheckpoint(i)) forgetRollOuts();
        plan.learners().forEach(learner -> learner.average(plan.pace().averageDecay(i)));
        return scalars;
    }

    private Negatives rollOut(NDArray data, NDArray labels, Draws draws) {
        Negatives negatives = plan.negatives().draw(rollOutScope, data, labels, draws);
        negatives.rollOut().ifPresent(rollOuts::add);
        return negatives;
    }

    private void energyStep(Iteration now, NDArray data, Negatives negatives, NDArray labels, Row row) {
        row.add("energy", plan.energy().update(now, data, negatives.samples(), labels));
        negatives.logged().forEach((name, value) -> row.put("negatives/" + name, value));
    }

    private void valueStep(Iteration now, Row row) {
        plan.sampler().ifPresent(update -> update.fitValue(now, rollOuts.get(rollOuts.size() - 1), row));
    }

    private void samplerStep(Iteration now, Row row) {
        plan.sampler().ifPresent(update -> update.update(now, rollOuts, row));
    }

    private void forgetRollOuts() {
        rollOuts.clear();
        rollOutScope.close();
        rollOutScope = root.newSubManager();
    }

    /** Whether the state after iteration i is complete without roll-outs, so that a checkpoint may be written. */
    public boolean isCheckpoint(long i) {
        return plan.sampler().isEmpty() || plan.pace().endsRound(i);
    }

    /** What went wrong so far, one line each with its remedy. */
    public List<String> warnings() {
        return plan.monitor().warnings();
    }

    /** Rows of networks evaluated in an iteration per row of the batch; a slope counts as one evaluation. */
    public double evaluations() {
        long energy = 2; // data and negatives
        return plan.negatives().evaluations()
                + energy
                + plan.sampler().map(SamplerUpdate::evaluations).orElse(0.0);
    }

    /** Everything that iterations change, by name; complete after an iteration that {@link #isCheckpoint}. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        plan.learners().forEach(learner -> state.putAll(learner.state()));
        plan.sampler().ifPresent(update -> state.putAll(update.state()));
        plan.negatives().state().forEach((key, tensor) -> state.put(StateKeys.NEGATIVES + key, tensor));
        plan.monitor().state().forEach((key, tensor) -> state.put(StateKeys.MONITOR + key, tensor));
        return state;
    }

    /**
     * Puts a {@link #state} back. A state without the monitor's part, as version 0.1 wrote it, starts the monitor anew.
     *
     * @throws io.dxmi.samplers.UserError if it does not fit
     */
    public void restore(Map<String, HostTensor> state, String origin) {
        plan.learners().forEach(learner -> learner.restore(state, origin));
        plan.sampler().ifPresent(update -> update.restore(state, origin));
        plan.negatives().restore(TrainingState.within(state, StateKeys.NEGATIVES));
        plan.monitor().restore(TrainingState.within(state, StateKeys.MONITOR));
        forgetRollOuts();
    }

    @Override
    public void close() {
        rollOutScope.close();
        plan.sampler().ifPresent(SamplerUpdate::close);
        plan.negatives().close();
    }
}
