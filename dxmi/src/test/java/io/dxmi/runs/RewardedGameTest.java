package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.runs.start.Reward;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.program.Programs;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every update of a sampler follows a reward, and logs its mean. */
class RewardedGameTest {

    private static final int BATCH = 256;
    private static final int ITERATIONS = 60;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8gaussians game.value_step.kind=joint",
                "8gaussians game.value_step.kind=shared",
                "8gaussians game.value_step.kind=backward game.sampler_step.kind=minibatch",
                "8gaussians game.value_step.kind=backward game.value_step.next_state=stored",
                "8gaussians game.value_step.kind=joint trainer.micro_batch=16",
                "gcd-8gaussians game.update.kind=pathwise",
                "gcd-8gaussians game.update.kind=dxdp",
                "gcd-8gaussians game.update.kind=ppo sampler.optimizer.rate=0.001", // several steps an iteration
                "gcd-8gaussians game.update.kind=score-function"
            })
    void theSamplesMoveWhereTheRewardIs(String line, @TempDir Path folder) throws Exception {
        // saturates, so that a weight of 100 does not throw the samples away
        Path file = Programs.write(
                folder.resolve("reward.pt"), "return torch.tanh(torch.slice(torch.mul(x, 0.5), 1, 0, 1, 1))");
        TrustedPrograms.trust(file);
        List<String> choices = List.of(line.split(" "));
        List<String> words = new ArrayList<>(List.of(
                "trainer.batch=" + BATCH,
                "sampler.optimizer.rate=0.01",
                "trainer.reward.file=" + file,
                "trainer.reward.weight=100"));
        words.addAll(choices.subList(1, choices.size()));
        Config config = ConfigLoader.preset(choices.get(0), words);
        DataSource data = Data.source(config.data());
        List<Double> means = new ArrayList<>();
        try (NDManager root = Torch.open()) {
            Optional<Energy> cost = Reward.of(config, data.sampleShape()).map(reward -> reward.cost(root));
            try (Game game = Game.of(root, config, Models.of(config, data.sampleShape()), cost, Part.WHOLE)) {
                for (int i = 0; i < ITERATIONS; i++) {
                    try (NDManager scope = root.newSubManager()) {
                        NDArray batch = Torch.array(scope, data.batch(1, i, BATCH), BATCH, 2);
                        Map<String, Double> row = game.iterate(i, batch, new SeededDraws(1).at(i));
                        means.add(row.get("sampler/reward"));
                    }
                }
            }
        }
        // rewards lie in [-1, 1]: the difference of the mean of ten batches and that of the first one has a standard
        // error
        // of at most 0.066
        assertThat(mean(means.subList(ITERATIONS - 10, ITERATIONS)) - means.get(0))
                .isGreaterThan(5 * 0.066);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }
}
