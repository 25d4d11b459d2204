package io.dxmi.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The players of a training with first weights, and the trainer that moves them, as a configuration says. */
public interface Game extends AutoCloseable {

    static Game of(NDManager root, Config config, Models models) {
        return config.game() instanceof GameConfig.Dxmi
                ? new DxmiGame(root, config, models)
                : new GcdGame(root, config, models);
    }

    /** One iteration. @return its scalars, by name */
    Map<String, Double> iterate(long i, NDArray data, Draws draws);

    /** The same with the classes of the data, int64 (B); a game without classes does not read them. */
    default Map<String, Double> iterate(long i, NDArray data, NDArray labels, Draws draws) {
        return iterate(i, data, draws);
    }

    /** Whether the state after iteration i is complete, so that a checkpoint may be written. */
    default boolean isCheckpoint(long i) {
        return true;
    }

    /** Everything that an iteration changes. */
    Map<String, HostTensor> state();

    /** Puts a {@link #state} back. @throws io.dxmi.samplers.UserError if it does not fit */
    void restore(Map<String, HostTensor> state, String origin);

    /** What went wrong on the way, one line each with its remedy. */
    default List<String> warnings() {
        return List.of();
    }

    /** Rows of networks evaluated in an iteration per row of the batch, with or without a gradient. */
    long evaluations();

    /** Empty where no sampler is trained. */
    Optional<Learner> sampler();

    Learner energy();

    /** Every network that is trained. */
    List<Learner> learners();

    @Override
    void close();
}
