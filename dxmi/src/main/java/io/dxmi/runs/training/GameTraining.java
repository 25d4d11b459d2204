package io.dxmi.runs.training;

import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The second phase of a run: joint training, with measurements on the way. */
final class GameTraining {

    /** The name of the phase in checkpoints. */
    static final String NAME = "train";

    private final Setup setup;
    private long measuring;

    GameTraining(Setup setup) {
        this.setup = setup;
    }

    /** Processor time of the measurements, which are no training, ns. */
    long measuringNanos() {
        return measuring;
    }

    /**
     * Trains from a checkpoint of this phase, or from the beginning.
     *
     * @return whether the phase is complete; false after a requested stop
     */
    boolean run(RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        latest.ifPresent(
                c -> setup.game().restore(c.state(), folder.checkpoints().origin()));
        long from = latest.map(Checkpoint::iteration).orElse(0L);
        long iterations = setup.config().trainer().iterations();
        Start.tell(setup.workers(), NAME, from, setup.game()::wholeState);
        if (latest.isEmpty()) folder.checkpoint(NAME, 0, setup.game().state());
        if (from == iterations) return true;
        long started = Processor.nanos();
        try (Measurements measurements =
                setup.config().evaluation().every() > 0 ? new Measurements(setup, folder, from, progress) : null) {
            measuring += Processor.nanos() - started;
            Phase.Step step = (i, batch, labels, draws) -> {
                Map<String, Double> row = setup.game().iterate(i, batch, labels, draws);
                return measurements != null && measurements.isDue(i + 1) ? measured(measurements, i + 1, row) : row;
            };
            Supplier<Map<String, Double>> start =
                    () -> measurements == null ? Map.of() : measured(measurements, 0, Map.of());
            return phase(step, from).run(Keeper.of(folder), from, start, progress, stop);
        }
    }

    /** Trains beside the first worker. */
    void help(Start start) {
        setup.game().restore(start.state(), Start.ORIGIN);
        phase(setup.game()::iterate, start.iteration())
                .run(Keeper.NOTHING, start.iteration(), Map::of, Progress.NONE, new StopFlag());
    }

    private Phase phase(Phase.Step step, long from) {
        LocalSteps local = new LocalSteps(
                setup.workers(),
                setup.config().trainer().localSteps(),
                from,
                setup.game()::state,
                state -> setup.game().restore(state, NAME));
        return new Phase(
                setup,
                NAME,
                setup.config().trainer().iterations(),
                setup.config().trainer().batch(),
                step,
                setup.game()::state,
                setup.game()::isCheckpoint,
                local);
    }

    /** A row that begins with how far the averages of now are from the data. */
    private Map<String, Double> measured(Measurements measurements, long iteration, Map<String, Double> row) {
        long started = Processor.nanos();
        Map<String, Double> longer = new LinkedHashMap<>(measurements.measure(iteration));
        longer.putAll(row);
        measuring += Processor.nanos() - started;
        return longer;
    }
}
