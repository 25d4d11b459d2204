package io.dxmi.samplers.pretrain;

import java.util.List;

/**
 * The losses of a pre-training, one after the other, each for an equal share of its iterations.
 *
 * @param losses at least one
 * @param iterations of all
 */
public record PretrainingStages(List<PretrainingLoss> losses, long iterations) {

    public PretrainingStages {
        if (losses.isEmpty()) throw new IllegalArgumentException("a pre-training needs a loss");
    }

    /** The loss of iteration i; that of the last stage also beyond the end. */
    public PretrainingLoss at(long i) {
        int stages = losses.size();
        return losses.get((int) Math.min(stages - 1, i * stages / Math.max(1, iterations)));
    }
}
