package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** A loss and its gradient at the present weights, without a step: Adam at rate 0 whose first moment is the gradient. */
final class Rehearsal {

    private final Learner still;
    private final Update update;

    Rehearsal(NDManager root, Weights weights, Loss loss, Weights... others) {
        still = new Learner(root, weights, Adam.of(0).withBetas(0, 0.999));
        update = still.compile(loss, others);
    }

    Stats at(NDArray... inputs) {
        return update.apply(inputs);
    }

    /** The gradient at the last call, by parameter. */
    Map<String, HostTensor> gradient() {
        return TrainingState.within(still.state(), still.weights().name() + "/adam.m/");
    }
}
