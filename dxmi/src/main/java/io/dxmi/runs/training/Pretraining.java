package io.dxmi.runs.training;

import io.dxmi.build.Pretrainers;
import io.dxmi.config.Config;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.pretrain.Pretrainer;
import java.util.Map;
import java.util.Optional;

/** The first phase of a run: the sampler's network learns to denoise, or to jump to the end of a teacher's path. */
record Pretraining(Setup setup) {

    /** The name of the phase in checkpoints. */
    static final String NAME = "pretrain";

    /**
     * Trains from a checkpoint of this phase, or from the beginning, and keeps the result beside the checkpoints.
     *
     * @return whether the phase is complete; false after a requested stop
     */
    boolean run(Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        if (latest.isEmpty()) FirstWeights.requireStart(setup.config());
        if (setup.config().pretrain().iterations() > 0 && !denoise(sampler, folder, latest, progress, stop))
            return false;
        sampler.restartAverage();
        folder.pretrained(sampler.state());
        return true;
    }

    private boolean denoise(
            Learner sampler, RunFolder folder, Optional<Checkpoint> latest, Progress progress, StopFlag stop) {
        try (Pretrainer pretrainer = pretrainer(sampler)) {
            latest.ifPresent(
                    c -> pretrainer.restore(c.state(), folder.checkpoints().origin()));
            long from = latest.map(Checkpoint::iteration).orElse(0L);
            Start.tell(setup.workers(), NAME, from, pretrainer::wholeState);
            return phase(pretrainer, from).run(Keeper.of(folder), from, Map::of, progress, stop);
        }
    }

    /** Trains beside the first worker. */
    void help(Learner sampler, Start start) {
        try (Pretrainer pretrainer = pretrainer(sampler)) {
            pretrainer.restore(start.state(), Start.ORIGIN);
            phase(pretrainer, start.iteration())
                    .run(Keeper.NOTHING, start.iteration(), Map::of, Progress.NONE, new StopFlag());
        }
    }

    private Pretrainer pretrainer(Learner sampler) {
        Config config = setup.config();
        return Pretrainers.of(
                setup.root(),
                config,
                setup.models(),
                sampler,
                Setup.part(config, setup.workers(), config.pretrain().batch()));
    }

    private Phase phase(Pretrainer pretrainer, long from) {
        LocalSteps local = new LocalSteps(
                setup.workers(),
                setup.config().trainer().localSteps(),
                from,
                pretrainer::state,
                state -> pretrainer.restore(state, NAME));
        return new Phase(
                setup,
                NAME,
                setup.config().pretrain().iterations(),
                setup.config().pretrain().batch(),
                pretrainer::iterate,
                pretrainer::state,
                i -> true,
                local);
    }
}
