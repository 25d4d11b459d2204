package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.Negatives;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Generalised contrastive divergence: {@code min_E max_pi mean E(data) - E_pi[E] + tau H(pi)} (Yoon et al., 2023, Eq. 3).
 * With chains for negatives it is contrastive divergence; with a trained sampler both sides learn.
 */
public final class GcdTrainer {

    private static final String NEGATIVES = "negatives/";

    /**
     * The moves of an iteration.
     *
     * @param energy an update of a loss of data and samples
     * @param sampler empty where the negatives are not from a sampler that is trained
     * @param samplerFrom the sampler rests before this iteration
     * @param learners every network that is trained, each once
     * @param decay of the running averages of the weights, warmed up as (1 + i) / (10 + i)
     * @param monitor measures every so many iterations what is too dear to measure always
     */
    public record Plan(
            NegativeSampler negatives,
            Update energy,
            Optional<SamplerUpdate> sampler,
            long samplerFrom,
            List<Learner> learners,
            RateSchedule rates,
            double decay,
            Monitor monitor) {}

    private final Plan plan;
    private final NDManager root;

    public GcdTrainer(NDManager root, Plan plan) {
        this.root = root;
        this.plan = plan;
    }

    /**
     * One iteration.
     *
     * @param data (B, ...), belonging to the caller
     * @return every scalar of the iteration, by name
     * @throws Diverged if a loss or gradient is not finite
     */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        Map<String, Double> row = new LinkedHashMap<>();
        try (NDManager scope = root.newSubManager()) {
            Turn now = new Turn(scope, draws, plan.rates().factor(i));
            Negatives negatives = plan.negatives().draw(scope, data, draws);
            plan.energy()
                    .apply(now.rateFactor(), draws.seed("energy"), data, negatives.samples())
                    .addTo(row, "energy");
            negatives.logged().forEach((name, value) -> row.put("negatives/" + name, value));
            if (plan.sampler().isPresent() && negatives.rollOut().isPresent() && i >= plan.samplerFrom()) {
                plan.sampler().get().update(now, negatives.rollOut().get(), row);
            }
            plan.monitor().see(i, data, negatives.samples(), row);
        } catch (Diverged e) {
            throw e.after(row);
        }
        double decay = Math.min(plan.decay(), (1.0 + i) / (10.0 + i));
        plan.learners().forEach(learner -> learner.average(decay));
        return row;
    }

    /** What went wrong so far, one line each with its remedy. */
    public List<String> warnings() {
        return plan.monitor().warnings();
    }

    /** Rows of networks evaluated in an iteration per row of the batch; a slope counts as one evaluation. */
    public long evaluations() {
        long energy = 2; // data and negatives
        return plan.negatives().evaluations()
                + energy
                + plan.sampler().map(SamplerUpdate::evaluations).orElse(0L);
    }

    /** Everything that an iteration changes. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        plan.learners().forEach(learner -> state.putAll(learner.state()));
        plan.negatives().state().forEach((key, tensor) -> state.put(NEGATIVES + key, tensor));
        return state;
    }

    /** Puts a {@link #state} back. @throws io.dxmi.samplers.UserError if it does not fit */
    public void restore(Map<String, HostTensor> state, String origin) {
        plan.learners().forEach(learner -> learner.restore(state, origin));
        plan.negatives().restore(TrainingState.within(state, NEGATIVES));
    }
}
