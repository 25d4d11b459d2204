package io.dxmi.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.trained.Trained;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What a configuration of pictures does, on noise instead of pictures and with first weights: to see what it costs. */
public final class Rehearsal {

    private final Config config;
    private final long[] shape;
    private final Models models;

    /** @throws java.util.NoSuchElementException if it is not one of pictures */
    public Rehearsal(Config config) {
        this.config = config;
        this.shape = config.data().pictureShape().orElseThrow();
        this.models = Models.of(config, shape);
    }

    /** Number of trained parameters by network. */
    public Map<String, Long> parameters() {
        return models.sizes();
    }

    /** Takes the first training iteration. @return its scalars, by name */
    public Map<String, Double> iterate(Device device) {
        int batch = config.trainer().batch();
        try (NDManager root = Torch.open(device);
                Game game = Game.of(root, config, models);
                NDManager scope = root.newSubManager()) {
            SeededDraws draws = new SeededDraws(config.seed());
            NDArray data = draws.at(1).normal(scope, "data", Trained.batched(batch, shape));
            long[] labels = new long[batch];
            Arrays.setAll(labels, i -> i % Math.max(1, config.data().classes()));
            return game.iterate(startIteration(), data, Torch.array(scope, labels, batch), draws.at(0));
        }
    }

    private long startIteration() {
        return config.game() instanceof GameConfig.WithSampler game ? game.startIteration() : 0;
    }

    /** Draws n samples, all steps of each. @return them, flat */
    public float[] sample(Device device, int n) {
        try (NDManager root = Torch.open(device)) {
            Weights sampler =
                    Weights.initial(root, Sampler.NETWORK, models.sampler().parameters(), config.seed());
            Weights energy =
                    Weights.initial(root, Energy.NETWORK, models.energy().parameters(), config.seed());
            try (Trained trained = Trained.of(root, config, models, Optional.of(sampler), energy)) {
                return trained.sample(config.seed(), 0, n, Progress.NONE);
            }
        }
    }
}
