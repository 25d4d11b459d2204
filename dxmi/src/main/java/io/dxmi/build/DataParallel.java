package io.dxmi.build;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.config.ChainStartConfig;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.ObjectiveConfig;
import io.dxmi.samplers.UserError;

/** Which trainings several workers can share. */
public final class DataParallel {

    private DataParallel() {}

    /**
     * Checks that the rows of a batch can be computed apart.
     *
     * @throws UserError if they cannot, or if there are fewer rows than workers
     */
    public static void require(Config config, int workers) {
        if (workers == 1) return;
        requireRows("trainer.batch", config.trainer().batch(), workers);
        if (config.pretrain().iterations() > 0) {
            requireRows("pretrain.batch", config.pretrain().batch(), workers);
        }
        if (config.game() instanceof GameConfig.Chains chains
                && chains.start() instanceof ChainStartConfig.Persistent) {
            throw alone("game.start.kind=persistent, whose chains are one buffer", workers);
        }
        if (config.objective() instanceof ObjectiveConfig.Transform) {
            throw alone("objective.kind=transform, which compares all rows of a batch with each other", workers);
        }
        if (config.objective() instanceof ObjectiveConfig.Ranking ranking
                && config.trainer().batch() % (ranking.negatives() * workers) != 0) {
            throw new UserError("expected trainer.batch to be a multiple of objective.negatives times the workers, "
                    + ranking.negatives() + " x " + workers + ", got "
                    + config.trainer().batch());
        }
    }

    private static void requireRows(String key, int batch, int workers) {
        if (batch >= workers) return;
        throw new UserError(parameter("workers") + ": expected at most as many workers as rows in " + key + "=" + batch
                + ", got " + workers);
    }

    private static UserError alone(String what, int workers) {
        return new UserError(parameter("workers") + ": expected 1 with " + what + ", got " + workers);
    }
}
