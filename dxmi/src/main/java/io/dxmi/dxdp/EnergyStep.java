package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;

/** Move 1: tells data from samples. */
public final class EnergyStep {

    private final Update update;
    private final boolean readsLabels;

    /**
     * Prepares the step.
     *
     * @param loss takes data and samples of equal shape (B, ...), and int64 (B) if it has a third input
     * @param others further networks that the loss reads
     */
    public EnergyStep(Learner energy, Loss loss, Weights... others) {
        this.update = energy.compile(loss, others);
        this.readsLabels = loss.inputs().size() > 2;
    }

    Stats update(Iteration now, NDArray data, RollOut rollOut) {
        long seed = now.draws().seed("energy");
        return readsLabels
                ? update.apply(now.rateFactor(), seed, data, rollOut.last(), rollOut.labels())
                : update.apply(now.rateFactor(), seed, data, rollOut.last());
    }
}
