package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.pretrain.ConsistencyLoss;
import io.dxmi.samplers.pretrain.Pretrainer;

/** From a configuration to what trains the sampler's network alone. */
public final class Pretrainers {

    private Pretrainers() {}

    /**
     * The pre-training of a network, which moves the given weights; the caller closes it.
     *
     * @param root owner of the arrays
     * @param sampler of the game that follows
     * @param part what this worker does of it
     */
    public static Pretrainer of(NDManager root, Config config, Models models, Learner sampler, Part part) {
        Learner learner = new Learner(
                root,
                sampler.weights(),
                Adam.of(config.pretrain().rate()),
                config.trainer().microBatch(),
                part);
        // of a resumed run, and in a helping worker, its values come with the state
        Weights[] teachers = config.pretrain().distils()
                ? new Weights[] {sampler.weights().copy(root, ConsistencyLoss.TEACHER)}
                : new Weights[0];
        return new Pretrainer(
                root,
                learner,
                models.pretraining(config),
                RateSchedule.cosine(Math.max(1, config.pretrain().iterations()), 0),
                teachers);
    }
}
