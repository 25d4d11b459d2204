package io.dxmi.runs.training;

import io.dxmi.samplers.StopFlag;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.pretrain.Pretrainer;
import java.util.Map;
import java.util.Optional;

/** The first phase of a run: the sampler's network learns to denoise. */
record Pretraining(Setup setup) {

    private static final String NAME = "pretrain";

    /**
     * Trains from a checkpoint of this phase, or from the beginning, and keeps the result beside the checkpoints.
     *
     * @return whether the phase is complete; false after a requested stop
     */
    boolean run(Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        if (setup.config().pretrain().iterations() > 0 && !denoise(sampler, folder, latest, progress, stop))
            return false;
        sampler.restartAverage();
        folder.pretrained(sampler.state());
        return true;
    }

    /** @return whether the phase is complete */
    private boolean denoise(
            Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        long iterations = setup.config().pretrain().iterations();
        try (Learner learner = new Learner(
                        setup.root(),
                        sampler.weights(),
                        Adam.of(setup.config().pretrain().rate()),
                        setup.config().trainer().microBatch());
                Pretrainer pretrainer = new Pretrainer(
                        setup.root(),
                        learner,
                        setup.models().pretraining(setup.config().sampler().prediction()),
                        RateSchedule.cosine(Math.max(1, iterations), 0))) {
            latest.ifPresent(
                    c -> pretrainer.restore(c.state(), folder.checkpoints().origin()));
            Phase phase = new Phase(
                    setup,
                    NAME,
                    iterations,
                    setup.config().pretrain().batch(),
                    pretrainer::iterate,
                    pretrainer::state,
                    i -> true);
            return phase.run(folder, latest.map(Checkpoint::iteration).orElse(0L), Map::of, progress, stop);
        }
    }
}
