package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;

/** The energy step: one optimiser step down a loss of data and negative samples. */
public final class EnergyStep {

    /** Name of the loss's input that holds classes, int64 (B). */
    private static final String LABEL = "label";

    private final Update update;
    private final boolean readsLabels;

    /**
     * Compiles the step.
     *
     * @param loss takes data and samples of equal shape (B, ...), then int64 (B) if it has an input "label"
     * @param others further networks that the loss reads
     */
    public EnergyStep(Learner energy, Loss loss, Weights... others) {
        this.update = energy.compile(loss, others);
        this.readsLabels = loss.inputs().contains(LABEL);
    }

    /**
     * Takes the step.
     *
     * @param data (B, ...)
     * @param samples (B, ...)
     * @param labels int64 (B)
     */
    Stats update(Iteration now, NDArray data, NDArray samples, NDArray labels) {
        long seed = now.draws().seed("energy");
        return readsLabels
                ? update.apply(now.rateFactor(), seed, data, samples, labels)
                : update.apply(now.rateFactor(), seed, data, samples);
    }
}
