package io.dxmi.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Stats;
import io.dxmi.samplers.engine.Weights;

/** Move 1: tells data from samples. */
public final class EnergyStep {

    private final Learner.Update update;

    /**
     * Prepares the step.
     *
     * @param loss takes data and samples of equal shape (B, ...)
     * @param others further networks that the loss reads
     */
    public EnergyStep(Learner energy, Loss loss, Weights... others) {
        this.update = energy.update(loss, others);
    }

    Stats update(Iteration now, NDArray data, NDArray samples) {
        return update.apply(now.rateFactor(), now.draws().seed("energy"), data, samples);
    }
}
