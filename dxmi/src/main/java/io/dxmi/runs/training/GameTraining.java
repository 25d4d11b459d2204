package io.dxmi.runs.training;

import io.dxmi.judge.DistanceToData;
import io.dxmi.runs.StopFlag;
import io.dxmi.runs.folder.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.trained.Trained;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The second phase of a run: joint training, with the distance between samples and data measured on the way. */
final class GameTraining {

    /** The name of the phase in checkpoints. */
    static final String NAME = "train";

    private final Setup setup;
    private long measuring;

    GameTraining(Setup setup) {
        this.setup = setup;
    }

    /** Processor time of the distances on the way, which is no training, ns. */
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
        if (latest.isEmpty()) folder.checkpoint(NAME, 0, setup.game().state());
        int every = setup.config().evaluation().every();
        long started = Processor.nanos();
        try (DistanceToData ruler = every > 0 ? setup.judge().ruler(progress) : null) {
            measuring += Processor.nanos() - started;
            Phase.Step step = (i, batch, labels, draws) -> {
                Map<String, Double> row = setup.game().iterate(i, batch, labels, draws);
                return ruler != null && (i + 1) % every == 0 ? measured(ruler, row) : row;
            };
            Phase phase = new Phase(
                    setup,
                    NAME,
                    setup.config().trainer().iterations(),
                    setup.config().trainer().batch(),
                    step,
                    setup.game()::state,
                    setup.game()::isCheckpoint);
            return phase.run(folder, from, progress, stop);
        }
    }

    /** A row that begins with how far the averages of now are from the data. */
    private Map<String, Double> measured(DistanceToData ruler, Map<String, Double> row) {
        long started = Processor.nanos();
        Map<String, Double> longer = new LinkedHashMap<>();
        try (Trained now = setup.trained()) {
            float[] samples = now.sample(0, 0, setup.config().evaluation().everySamples(), Progress.NONE);
            longer.put(setup.distanceKey(), ruler.distance(samples));
        }
        longer.putAll(row);
        measuring += Processor.nanos() - started;
        return longer;
    }
}
