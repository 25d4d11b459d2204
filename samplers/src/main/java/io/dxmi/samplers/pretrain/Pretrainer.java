package io.dxmi.samplers.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Denoising steps at noise levels that the loss draws. */
public final class Pretrainer implements AutoCloseable {

    private final NDManager root;
    private final Learner learner;
    private final PretrainingStages stages;
    private final RateSchedule rates;
    private final Weights[] teachers;
    private PretrainingLoss loss;
    private Update update;

    /** @param learner of the sampler's network; closed with this object */
    public Pretrainer(NDManager root, Learner learner, PretrainingLoss loss, RateSchedule rates) {
        this(root, learner, new PretrainingStages(List.of(loss), 1), rates);
    }

    /**
     * Steps down losses that follow each other.
     *
     * @param learner of the sampler's network; closed with this object
     * @param teachers frozen networks that the losses read; part of the {@link #state}
     */
    public Pretrainer(
            NDManager root, Learner learner, PretrainingStages stages, RateSchedule rates, Weights... teachers) {
        this.root = root;
        this.learner = learner;
        this.stages = stages;
        this.rates = rates;
        this.teachers = teachers;
        enter(0);
    }

    private void enter(long i) {
        PretrainingLoss now = stages.at(i);
        if (now == loss) return;
        loss = now;
        update = learner.compile(loss, teachers);
    }

    /**
     * One step.
     *
     * @param data (B, ...)
     * @return its scalars, by name
     * @throws io.dxmi.samplers.engine.train.Diverged if the loss or its gradient is not finite
     */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        try (NDManager scope = root.newSubManager()) {
            return iterate(i, data, Torch.filled(scope, data.getShape().get(0), 0), draws);
        }
    }

    /**
     * One step with classes.
     *
     * @param data (B, ...)
     * @param labels int64 (B), belonging to the caller
     */
    public Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        enter(i);
        Map<String, Double> row = new LinkedHashMap<>();
        try (NDManager scope = root.newSubManager()) {
            long batch = data.getShape().get(0);
            NDArray level = draws.cut(loss.levels(scope, draws.all(), draws.whole(batch)));
            NDArray eps = draws.normal(scope, "pretrain", data.getShape().getShape());
            update.apply(rates.factor(i), draws.seed("dropout"), data, level, eps, labels)
                    .addTo(row, "pretrain");
        }
        return row;
    }

    /**
     * Everything that a step changes, and the teachers; the average, which steps leave alone, is the weights as they are now.
     */
    public Map<String, HostTensor> state() {
        learner.restartAverage();
        Map<String, HostTensor> state = learner.state();
        for (Weights teacher : teachers) {
            state.putAll(TrainingState.under(StateKeys.weights(teacher.name()), teacher.toHost()));
        }
        return state;
    }

    /** The {@link #state} with the weights that steps leave as they are. */
    public Map<String, HostTensor> wholeState() {
        Map<String, HostTensor> whole = new LinkedHashMap<>(learner.frozen());
        whole.putAll(state());
        return whole;
    }

    /** Puts a {@link #state} back. @throws io.dxmi.samplers.UserError if it does not fit */
    public void restore(Map<String, HostTensor> state, String origin) {
        learner.restore(state, origin);
        for (Weights teacher : teachers) {
            teacher.set(TrainingState.within(state, StateKeys.weights(teacher.name())), origin + " (teacher)");
        }
    }

    @Override
    public void close() {
        learner.close();
    }
}
