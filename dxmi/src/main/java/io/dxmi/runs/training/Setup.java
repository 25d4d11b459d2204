package io.dxmi.runs.training;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.judge.Judge;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.trained.Trained;

/**
 * What a training run works on, read and allocated.
 *
 * @param root owner of all arrays
 * @param models the descriptions of the networks
 * @param data training data
 * @param judge measures on the data that training never sees
 * @param workers that share the rows of every batch
 * @param game the networks' weights and their training steps
 */
record Setup(NDManager root, Config config, Models models, DataSource data, Judge judge, Workers workers, Game game) {

    /** What this worker does of a phase with batches of so many rows. */
    static Part part(Config config, Workers workers, int batch) {
        return new Part(workers.share(batch), config.trainer().localSteps() == 1 ? workers : Workers.ALONE);
    }

    /** The averaged weights of now; the caller closes them. */
    Trained trained() {
        return Trained.of(
                root,
                config,
                models,
                game.sampler().map(Learner::average),
                game.energy().average());
    }

    /** The name, in rows of the joint training, of the distance between samples and data. */
    String distanceKey() {
        return "samples/" + judge.distance();
    }
}
