package io.dxmi.runs.time;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.TrainerConfig;
import io.dxmi.runs.checkpoint.Checkpoint;
import java.util.Optional;

/**
 * What a training has still to do.
 *
 * @param pretraining iterations of the pre-training
 * @param resting iterations of the joint training before {@code game.start_iteration}, which leave the sampler as it is
 * @param moving the other iterations of the joint training
 * @param measurements during the joint training
 */
public record IterationsLeft(long pretraining, long resting, long moving, long measurements) {

    private static final String JOINT = "train";

    /**
     * What a configuration describes, from its beginning or from a checkpoint on.
     *
     * @param from of the same configuration; empty for all
     */
    public static IterationsLeft of(Config config, Optional<Checkpoint> from) {
        boolean joint = from.isPresent() && from.get().phase().equals(JOINT);
        long done = from.map(Checkpoint::iteration).orElse(0L);
        boolean pretrains = !joint && !(config.game() instanceof GameConfig.Chains);
        long begun = joint ? done : 0;
        TrainerConfig rules = config.trainer();
        long start = config.game() instanceof GameConfig.WithSampler game ? game.startIteration() : 0;
        long resting = Math.max(0, Math.min(start, rules.iterations()) - begun);
        return new IterationsLeft(
                pretrains ? config.pretrain().iterations() - done : 0,
                resting,
                rules.iterations() - begun - resting,
                measurements(begun, rules.iterations(), config.evaluation().every()));
    }

    /** At the start, in the interval and at the end. */
    private static long measurements(long begun, long iterations, int every) {
        if (every == 0 || begun == iterations) return 0;
        long start = begun == 0 ? 1 : 0;
        long end = iterations % every == 0 ? 0 : 1;
        return start + iterations / every - begun / every + end;
    }

    /** Whether there is nothing to train. */
    boolean isNothing() {
        return pretraining + resting + moving == 0;
    }
}
