package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.NoiseGenerator;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Transfers;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to play the game: it moves, it keeps native memory flat, and it says when it is lost. */
class GameTest {

    /** Iterations after which a training is taken up again. */
    private static final int HALF = 16;

    @Test
    void aStateWithoutItsVelocityIsTheUsersError() {
        Config config = ConfigLoader.preset("8gaussians", List.of());
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, new long[] {2}))) {
            Map<String, HostTensor> damaged = new LinkedHashMap<>(game.state());
            damaged.remove("velocity");
            assertThatThrownBy(() -> game.restore(damaged, "step-3.safetensors"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("lacks velocity");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8gaussians",
                "8gaussians value.kind=shared game.value_step.kind=joint",
                "8gaussians value.kind=shared-time-independent game.n_critic=2 game.value_step.kind=joint",
                "digits game.start_iteration=0 game.value_step.kind=shared",
                "8gaussians game.value_step.kind=backward game.value_step.entropy=true game.value_step.running=true",
                "8gaussians game.value_step.kind=backward game.value_step.next_state=stored game.path.kind=adaptive-brownian",
                "8gaussians sampler.schedule.kind=fastdpm sampler.prediction=noise sampler.sigma.kind=trained energy.noise_sd=0.1",
                "8gaussians-reference",
                "digits game.start_iteration=0",
                "8gaussians objective.kind=ranking objective.negatives=8 energy.spectral_bound=3",
                "8gaussians objective.kind=logistic energy.gradient_penalty.kind=two-sided",
                "gcd-8gaussians",
                "gcd-8gaussians game.update.kind=score-function",
                "gcd-8gaussians game.update.kind=dxdp objective.kind=least-squares",
                "sftpg-8gaussians",
                "sftpg-8gaussians objective.kind=difference energy.gradient_penalty.kind=two-sided",
                "sftpg-8gaussians objective.candidates=both",
                "cd-8gaussians",
                "pcd-8gaussians game.start.buffer=64 game.start.restart=0.5",
                "pcd-8gaussians game.start.kind=noise game.kernel.kind=mala",
                "pcd-8gaussians game.start.kind=noise game.steps=0 objective.kind=logistic",
                "pcd-8gaussians objective.kind=denoising",
                "transport data.source=moons data.path=8gaussians game.from=0",
                "transport-one-to-many sampler.network.kind=mlp",
                "8gaussians game.value_step.kind=joint trainer.micro_batch=5",
                "gcd-8gaussians trainer.micro_batch=5",
                "gcd-digits game.start_iteration=0",
                "pcd-digits",
                "8gaussians trainer.noise=philox",
                "digits game.start_iteration=0 trainer.noise=philox",
                "pcd-8gaussians game.start.kind=noise game.kernel.kind=mala trainer.noise=philox"
            })
    void everyIterationLeavesAsManyArraysAsTheOneBefore(String line) {
        Config config = config(line + " trainer.batch=16");
        DataSource data = Data.source(config.data());
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, data.sampleShape()))) {
            List<float[]> first = game.learners().stream().map(GameTest::first).toList();
            List<Integer> alive = new ArrayList<>();
            List<Long> reads = new ArrayList<>();
            boolean host = config.trainer().noise() == NoiseGenerator.MT19937;
            for (int i = 0; i < 30; i++) {
                try (NDManager scope = root.newSubManager()) {
                    Transfers before = Transfers.now();
                    Map<String, Double> row = game.iterate(
                            i,
                            Torch.array(scope, data.batch(1, i, 16), Trained.batched(16, data.sampleShape())),
                            new SeededDraws(1, config.trainer().noise()).at(i));
                    Transfers made = Transfers.now().since(before);
                    reads.add(made.reads());
                    if (!host) assertThat(made.drawn()).isZero();
                    assertThat(row).containsKeys("energy/loss", "energy/grad_norm", "energy/energy_data");
                    assertThat(row.values()).allMatch(Double::isFinite);
                }
                if (i % 10 == 9) assertThat(game.state()).isNotEmpty(); // as a checkpoint reads it
                if (i % 2 == 1) alive.add(root.getManagedArrays().size());
            }
            assertThat(alive.subList(2, alive.size())).containsOnly(alive.get(2));
            assertThat(reads).containsOnly(1L); // a GPU is waited for once an iteration
            for (int k = 0; k < first.size(); k++) {
                assertThat(first(game.learners().get(k))).isNotEqualTo(first.get(k));
            }
            assertThat(game.sampler().isEmpty()).isEqualTo(config.game() instanceof GameConfig.Chains);
        }
    }

    private static float[] first(Learner learner) {
        String name = learner.weights().names().iterator().next();
        return learner.weights().get(name).toFloatArray();
    }

    private static Config config(String line) {
        List<String> words = List.of(line.split(" "));
        return ConfigLoader.preset(words.get(0), words.subList(1, words.size()));
    }

    @Test
    void aDivergedRunNamesTheIterationTheLossesAndTheLastGoodCheckpoint(@TempDir Path folder) {
        Config config = config("8gaussians pretrain.iterations=0 trainer.iterations=400 trainer.batch=16"
                + " energy.optimizer.rate=1e4 objective.gamma=0");
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThatThrownBy(() -> run.run(out, Progress.NONE, new StopFlag()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("diverged at iteration")
                    .hasMessageContaining("energy/loss=")
                    .hasMessageContaining("step-0.safetensors");
        }
        assertThat(Files.exists(folder.resolve("run").resolve("summary.json"))).isFalse();
    }

    /** A run that is stopped and taken up again ends in the bytes of an unbroken one: chains, buffer and baseline too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pcd-8gaussians game.start.buffer=64",
                "sftpg-8gaussians",
                "gcd-8gaussians game.update.kind=dxdp game.update.path.kind=adaptive-brownian",
                "gcd-8gaussians game.n_critic=2",
                "pcd-8gaussians game.start.buffer=64 trainer.noise=philox",
                "8gaussians game.value_step.kind=joint trainer.noise=philox trainer.micro_batch=5",
                "gcd-8gaussians game.update.kind=score-function game.n_critic=2",
                "8gaussians game.value_step.kind=shared energy.noise_decay.kind=cosine",
                "8gaussians game.n_critic=2 trainer.report_every=3 game.value_step.kind=joint"
            })
    void aResumedGameEndsInTheSameBytes(String line) {
        Config config = config(line + " trainer.batch=16");
        try (NDManager root = Torch.open()) {
            Map<String, HostTensor> whole = after(root, config, 8, Map.of(), 0);
            Map<String, HostTensor> half = after(root, config, 4, Map.of(), 0);
            Map<String, HostTensor> resumed = after(root, config, 8, half, 4);
            assertThat(resumed.keySet()).isEqualTo(whole.keySet());
            whole.forEach((name, tensor) ->
                    assertThat(resumed.get(name).data()).as(name).isEqualTo(tensor.data()));
        }
    }

    /** Trainers that lose their energy say so, and say the same after a resume in the middle. */
    @ParameterizedTest
    @ValueSource(strings = {"8gaussians", "gcd-8gaussians", "pcd-8gaussians game.start.buffer=64"})
    void aBlowUpIsNamedAlsoAfterAResume(String line) {
        Config config =
                config(line + " trainer.batch=16 objective.gamma=0 energy.optimizer.rate=0.2 trainer.report_every=2");
        try (NDManager root = Torch.open()) {
            Map<String, HostTensor> half = new LinkedHashMap<>();
            List<String> whole = warnings(root, config, 60, Map.of(), 0, half);
            assertThat(whole)
                    .anySatisfy(text -> assertThat(text).startsWith("blow-up").contains("learning rate"));
            assertThat(warnings(root, config, 60, half, HALF, new LinkedHashMap<>()))
                    .isEqualTo(whole);
            half.keySet().removeIf(key -> key.startsWith("monitor/")); // as version 0.1 wrote it
            assertThat(warnings(root, config, HALF, half, HALF, new LinkedHashMap<>()))
                    .isEmpty();
        }
    }

    /** The warnings at the end; {@code half} gets the state after {@link #HALF} iterations. */
    private static List<String> warnings(
            NDManager root,
            Config config,
            int iterations,
            Map<String, HostTensor> from,
            int first,
            Map<String, HostTensor> half) {
        DataSource data = Data.source(config.data());
        try (Game game = Game.of(root, config, Models.of(config, data.sampleShape()))) {
            if (!from.isEmpty()) game.restore(from, "test");
            for (int i = first; i < iterations; i++) {
                if (i == HALF) half.putAll(game.state());
                step(root, config, game, data, i);
            }
            return game.warnings();
        }
    }

    private static void step(NDManager root, Config config, Game game, DataSource data, int i) {
        try (NDManager scope = root.newSubManager()) {
            game.iterate(
                    i,
                    Torch.array(scope, data.batch(1, i, 16), Trained.batched(16, data.sampleShape())),
                    new SeededDraws(1, config.trainer().noise()).at(i));
        }
    }

    /** A sampler that moves every third iteration does so on three batches: no row of a network more. */
    @ParameterizedTest
    @ValueSource(strings = {"8gaussians game.value_step.kind=joint", "gcd-8gaussians", "sftpg-8gaussians"})
    void restingSamplersCostNothingMore(String line) {
        try (NDManager root = Torch.open()) {
            Config each = config(line);
            Config third = config(line + " game.n_critic=3");
            try (Game a = Game.of(root, each, Models.of(each, new long[] {2}));
                    Game b = Game.of(root, third, Models.of(third, new long[] {2}))) {
                assertThat(b.evaluations()).isEqualTo(a.evaluations());
                assertThat(a.isCheckpoint(0)).isTrue();
                assertThat(List.of(b.isCheckpoint(0), b.isCheckpoint(1), b.isCheckpoint(2)))
                        .containsExactly(false, false, true);
            }
        }
    }

    /** T = 5: roll-out 5, energy 2, joint value step 3 T, and one minibatch of two networks every fifth iteration. */
    @Test
    void aFewMinibatchesCountAsWhatTheyAre() {
        try (NDManager root = Torch.open()) {
            Config config =
                    config("8gaussians game.n_critic=5 game.sampler_step.kind=minibatch game.value_step.kind=joint");
            try (Game game = Game.of(root, config, Models.of(config, new long[] {2}))) {
                assertThat(game.evaluations()).isEqualTo(5 + 2 + 15 + 2 / 5.0);
            }
        }
    }

    /** T = 5: roll-out 5, energy 2, value 5 and energy 1. */
    @Test
    void sharedEvaluationsCountOnce() {
        try (NDManager root = Torch.open()) {
            Config config = config("8gaussians game.value_step.kind=shared");
            try (Game game = Game.of(root, config, Models.of(config, new long[] {2}))) {
                assertThat(game.evaluations()).isEqualTo(13);
            }
        }
    }

    private static Map<String, HostTensor> after(
            NDManager root, Config config, int iterations, Map<String, HostTensor> from, int first) {
        DataSource data = Data.source(config.data());
        try (Game game = Game.of(root, config, Models.of(config, data.sampleShape()))) {
            if (!from.isEmpty()) game.restore(from, "test");
            for (int i = first; i < iterations; i++) {
                step(root, config, game, data, i);
            }
            return game.state();
        }
    }

    /**
     * The bounds leave slack for one seed of a third of the default iterations: several seeds gave 0.08 to 0.15 and
     * 0.83 to 0.90 there, pre-training alone 0.19 to 0.22 and an untrained energy 0.5.
     */
    @Test
    @Tag("slow")
    void aShortRunLearnsEightGaussians(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("defaults.yaml"), "data: {name: 8gaussians}");
        Config config = ConfigLoader.file(file, List.of("trainer.iterations=1000", "evaluation.samples=5000"));
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            Map<String, Object> metrics = MeasuredFormat.metrics(run.run(out, Progress.NONE, new StopFlag())
                    .orElseThrow()
                    .measured()
                    .metrics());
            assertThat((double) metrics.get("sliced_wasserstein")).isLessThan(0.16);
            assertThat((double) metrics.get("energy_auc")).isGreaterThan(0.82);
            assertThat(metrics.get("modes_covered")).isEqualTo(8);
        }
    }
}
