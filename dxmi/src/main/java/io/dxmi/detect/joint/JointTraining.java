package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import java.util.Arrays;

/**
 * Trains an energy of vectors against negatives; the running average of its weights holds the result.
 *
 * @param byNumber whether the energy's loss takes its data as numbers of rows, int64 (B), instead of the rows themselves
 */
public record JointTraining(JointSettings settings, long seed, DataRows rows, boolean byNumber) {

    public void train(NDManager root, EnergyGame.Player player, Progress progress) {
        int iterations = settings.iterations();
        if (iterations == 0 || settings.trainer() == JointSettings.Trainer.NONE) return;
        SeededDraws draws = new SeededDraws(Seeds.mix(seed, "joint"));
        try (EnergyGame game = new EnergyGame(root, settings, seed, rows, player, progress)) {
            progress.begin("joint", 0, iterations);
            for (int i = 0; i < iterations; i++) {
                try (NDManager scope = root.newSubManager()) {
                    Draws now = draws.at(i);
                    int[] batch = rows.batch(now, settings.batch());
                    NDArray data = byNumber
                            ? Torch.array(
                                    scope, Arrays.stream(batch).asLongStream().toArray(), batch.length)
                            : rows.at(scope, batch);
                    progress.step("joint", i + 1, game.iterate(i, data, now));
                }
            }
            progress.end("joint");
        }
    }
}
