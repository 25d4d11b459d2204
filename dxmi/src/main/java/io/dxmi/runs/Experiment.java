package io.dxmi.runs;

import io.dxmi.build.Forecast;
import io.dxmi.config.Config;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.time.TimeForecast;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that can be trained, with its data read and its networks laid out: whatever the user could mend has been
 * found before a run folder exists.
 */
public interface Experiment extends AutoCloseable {

    /** Number of trained parameters by network. */
    Map<String, Long> parameters();

    /**
     * What is trained: from {@link #prepare} on, what the user left to be chosen is chosen; before that, it can be. A run folder
     * keeps this one, so that a resumed run goes on with the same.
     */
    Config config();

    /** What was chosen and why, one line each, for people. */
    default List<String> choices() {
        return List.of();
    }

    /** What it will take of the machine; empty where nobody knows. */
    default Optional<Forecast> forecast() {
        return Optional.empty();
    }

    /**
     * How long it will take on this machine, from a few iterations that are timed: that takes seconds, and the networks' memory.
     *
     * @param from checkpoint that it goes on from; empty for the beginning
     * @param here workers of this machine
     * @return empty if the timed iterations diverge, or nothing can be timed
     */
    default Optional<TimeForecast> time(Optional<Checkpoint> from, int here) {
        return Optional.empty();
    }

    /**
     * Reads and allocates what was too large to be read and allocated for a look alone; writes nothing.
     *
     * @throws io.dxmi.samplers.UserError if data or checkpoint do not serve
     */
    default void prepare() {}

    /**
     * Trains from the latest checkpoint of {@code folder}, or from the beginning if it has none.
     *
     * <p>Reports each iteration that has rows to {@code progress}, before the checkpoint that covers it is written.
     *
     * @param folder truncated to the latest checkpoint
     * @return empty if {@code stop} was requested and a checkpoint written before training or measuring came to its end
     */
    Optional<RunResult> run(RunFolder folder, Progress progress, StopFlag stop);

    @Override
    void close();
}
