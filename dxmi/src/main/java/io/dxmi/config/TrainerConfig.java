package io.dxmi.config;

import io.dxmi.samplers.engine.NoiseGenerator;

/**
 * The joint training.
 *
 * @param iterations 0 for none
 * @param batch roll-outs and data points an iteration
 * @param microBatch rows of a native call: larger batches are cut and their gradients added up; 0 for whole batches
 * @param localSteps iterations from one average of the weights of all workers to the next; 1 sums gradients in every step
 * @param finalRateFactor the factor to which a cosine takes all learning rates by the last iteration; 1 keeps them constant
 * @param ema decay of the running average of the weights, from which everything reported comes
 * @param noise generator of the noise of pre-training, distillation and joint training
 * @param reportEvery iterations from one row of metrics to the next
 * @param checkpointEvery iterations from one checkpoint to the next
 * @param keepCheckpoints number of newest checkpoints that are kept
 * @param reward what samples are rewarded with beside the energy
 */
public record TrainerConfig(
        long iterations,
        int batch,
        int microBatch,
        int localSteps,
        double finalRateFactor,
        double ema,
        NoiseGenerator noise,
        int reportEvery,
        int checkpointEvery,
        int keepCheckpoints,
        RewardConfig reward) {

    public TrainerConfig {
        Require.atLeast("iterations", iterations, 0);
        Require.atLeast("batch", batch, 1);
        Require.atLeast("micro_batch", microBatch, 0);
        Require.atLeast("local_steps", localSteps, 1);
        Require.within("final_rate_factor", finalRateFactor, 0, 1);
        Require.decay("ema", ema);
        Require.atLeast("report_every", reportEvery, 1);
        Require.atLeast("checkpoint_every", checkpointEvery, 1);
        Require.atLeast("keep_checkpoints", keepCheckpoints, 1);
    }

    /** The same with another reward. */
    TrainerConfig with(RewardConfig other) {
        return new TrainerConfig(
                iterations,
                batch,
                microBatch,
                localSteps,
                finalRateFactor,
                ema,
                noise,
                reportEvery,
                checkpointEvery,
                keepCheckpoints,
                other);
    }
}
