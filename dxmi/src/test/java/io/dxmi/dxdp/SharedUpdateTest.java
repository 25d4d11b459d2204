package io.dxmi.dxdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that share the roll-out's evaluations against those that evaluate their networks anew. */
class SharedUpdateTest {

    private static final int BATCH = 32;

    /** Fresh steps with the noise of the roll-out's steps: the joint steps then move as the roll-out moved. */
    private record RolledOut(Draws draws, int steps) implements Draws {
        @Override
        public NDArray normal(NDManager scope, String purpose, long... shape) {
            if (!purpose.equals("value") && !purpose.equals("sampler")) return draws.normal(scope, purpose, shape);
            long[] one = shape.clone();
            one[0] = shape[0] / steps;
            NDList parts = new NDList();
            for (int t = 0; t < steps; t++) parts.add(draws.normal(scope, "step " + t, one));
            NDArray all = NDArrays.concat(parts, 0);
            all.attach(scope);
            return all;
        }

        @Override
        public long seed(String purpose) {
            return draws.seed(purpose);
        }

        @Override
        public NDArray permutation(NDManager scope, String purpose, long n) {
            return draws.permutation(scope, purpose, n);
        }
    }

    /** The rows of two iterations and the state after them. */
    private record Played(List<Map<String, Double>> rows, Map<String, HostTensor> state) {}

    private static Played play(String kind, String preset, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(
                "game.value_step.kind=" + kind,
                "game.start_iteration=0",
                "trainer.batch=" + BATCH,
                "pretrain.iterations=0"));
        Config config = ConfigLoader.preset(preset, all);
        long[] shape = Data.shape(config.data());
        List<Map<String, Double>> rows = new ArrayList<>();
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, shape))) {
            long[] batch = new long[shape.length + 1];
            batch[0] = BATCH;
            System.arraycopy(shape, 0, batch, 1, shape.length);
            for (int i = 0; i < 2; i++) {
                Draws draws = new SeededDraws(4).at(i);
                NDArray data = draws.normal(root, "data", batch);
                rows.add(game.iterate(
                        i, data, new RolledOut(draws, config.sampler().steps())));
            }
            return new Played(rows, game.state());
        }
    }

    /** A value that does not move is the same before and after its step, which is all that the two orders differ by. */
    @ParameterizedTest
    @CsvSource({
        "8gaussians, game.value_step.entropy=false game.value_step.running=false game.sampler_step.skip_last=1",
        "8gaussians, game.value_step.entropy=true game.value_step.running=true game.time_cost.kind=sigmoid",
        "8gaussians, game.value_step.entropy=true game.value_step.running=true sampler.steps=1",
        "digits, game.path.kind=adaptive-brownian"
    })
    void sharedAndSeparateEvaluationsTakeTheSameSteps(String preset, String settings) {
        List<String> all = new ArrayList<>(List.of(settings.split(" ")));
        all.add("value.optimizer.rate=0");
        Played separate = play("joint", preset, all.toArray(String[]::new));
        Played shared = play("shared", preset, all.toArray(String[]::new));
        for (int i = 0; i < 2; i++) {
            Map<String, Double> expected = separate.rows().get(i);
            Map<String, Double> row = shared.rows().get(i);
            assertThat(row.keySet()).isEqualTo(expected.keySet());
            row.forEach((name, value) -> assertThat(value)
                    .as(name)
                    .isCloseTo(expected.get(name), within(1e-3 * Math.abs(expected.get(name)) + 1e-5)));
        }
        expectSame(shared, separate, "sampler/weights/", 1e-4);
    }

    @Test
    void theValueIsFittedToTheTargetsOfTheRollOut() {
        String[] settings = {
            "sampler.optimizer.rate=0",
            "sampler.sigma.rate=0",
            "game.value_step.entropy=true",
            "game.value_step.running=true"
        };
        Played separate = play("joint", "8gaussians", settings);
        Played shared = play("shared", "8gaussians", settings);
        expectSame(shared, separate, "value/weights/", 1e-4);
    }

    private static void expectSame(Played shared, Played separate, String prefix, double tolerance) {
        List<String> compared = separate.state().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .toList();
        assertThat(compared).isNotEmpty();
        for (String key : compared) {
            assertThat(shared.state().get(key).toDoubles())
                    .as(key)
                    .containsExactly(separate.state().get(key).toDoubles(), within(tolerance));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "game.n_critic=2",
                "trainer.micro_batch=16",
                "value.kind=shared",
                "game.sampler_step.kind=minibatch"
            })
    void whatCannotShareEvaluationsIsRefusedWithTheRemedy(String setting) {
        assertThatThrownBy(() -> ConfigLoader.preset("8gaussians", List.of("game.value_step.kind=shared", setting)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(setting.substring(0, setting.indexOf('=')))
                .hasMessageContaining("game.value_step.kind=joint");
    }
}
