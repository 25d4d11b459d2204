package io.dxmi.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Stats;

/** Move 1: tells data from samples. */
public final class EnergyStep {

    private final Learner.Update update;

    /** @param loss takes data and samples of equal shape (B, ...) */
    public EnergyStep(Learner energy, Loss loss) {
        this.update = energy.update(loss);
    }

    Stats update(Iteration now, NDArray data, NDArray samples) {
        return update.apply(now.rateFactor(), now.draws().seed("energy"), data, samples);
    }
}
