package io.dxmi.samplers.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;

/**
 * A loss that trains a denoiser at random noise levels. Inputs: data (B, ...), level (B), eps of the data's shape, label
 * int64 (B).
 */
public interface PretrainingLoss extends Loss {

    /** Draws what the loss calls a level, (B), for every row of a batch; it belongs to {@code scope}. */
    NDArray levels(NDManager scope, Draws draws, long batch);
}
