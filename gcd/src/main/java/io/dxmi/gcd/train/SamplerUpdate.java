package io.dxmi.gcd.train;

import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.Map;

/** Moves a sampler towards the current energy. The implementation decides how the gradient is found. */
public interface SamplerUpdate extends AutoCloseable {

    /**
     * The value step of an iteration, for updates that follow a value function; taken in every iteration, also while the
     * sampler rests.
     *
     * @param rollOut of this iteration
     * @param row gets what the step measured, by name
     */
    default void fitValue(Iteration now, RollOut rollOut, Row row) {}

    /**
     * The sampler step.
     *
     * @param rollOuts drawn by the sampler as it is, since its last step; at least one, the latest last
     * @param row gets what the step measured, by name
     */
    void update(Iteration now, List<RollOut> rollOuts, Row row);

    /** Rows of networks evaluated per trajectory; a slope counts as one evaluation. */
    double evaluations();

    /** What the steps change beside the learners, by name. */
    default Map<String, HostTensor> state() {
        return Map.of();
    }

    /**
     * Puts a {@link #state} back.
     *
     * @param state of the whole training
     * @param origin the file, named in errors
     * @throws io.dxmi.samplers.UserError if the state does not fit
     */
    default void restore(Map<String, HostTensor> state, String origin) {}

    @Override
    default void close() {}
}
