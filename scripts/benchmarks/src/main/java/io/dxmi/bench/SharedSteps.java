package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import java.util.List;

/** An iteration of the preset 8gaussians whose steps evaluate their networks anew, and one whose steps share evaluations. */
final class SharedSteps implements AutoCloseable {

    private static final long[] SHAPE = {2};
    private static final List<String> KINDS = List.of("joint", "shared");

    private final NDManager root;
    private final List<Config> configs;
    private final List<Game> games;
    private final FreshDraws data = FreshDraws.of(PointSet.EIGHT_GAUSSIANS);
    private final SeededDraws draws = new SeededDraws(0);

    SharedSteps(NDManager root) {
        this.root = root;
        configs = KINDS.stream()
                .map(kind -> ConfigLoader.preset(
                        "8gaussians",
                        List.of(
                                "game.value_step.kind=" + kind,
                                "game.value_step.entropy=true",
                                "game.value_step.running=true")))
                .toList();
        games = configs.stream()
                .map(config -> Game.of(root, config, Models.of(config, SHAPE)))
                .toList();
    }

    /** One iteration of each; the data is made before the clock starts. */
    void run(long i, Samples separate, Samples shared) {
        for (int k = 0; k < games.size(); k++) {
            int batch = configs.get(k).trainer().batch();
            try (NDManager scope = root.newSubManager()) {
                NDArray rows = Torch.array(scope, data.batch(0, i, batch), batch, SHAPE[0]);
                Instant start = Instant.now();
                games.get(k).iterate(i, rows, draws.at(i));
                (k == 0 ? separate : shared).add(start, Instant.now());
            }
        }
    }

    /** Rows of networks that an iteration evaluates per trajectory. */
    double evaluations(boolean shared) {
        return games.get(shared ? 1 : 0).evaluations();
    }

    @Override
    public void close() {
        games.forEach(Game::close);
    }
}
