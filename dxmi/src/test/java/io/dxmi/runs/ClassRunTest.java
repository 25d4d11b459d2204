package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose networks read a class. */
class ClassRunTest {

    private static final int PIXELS = 3 * 8 * 8;

    /** Another place in a batch may take another order of summation. */
    private static final float ROUNDING = 1e-4f;

    @TempDir
    private Path folder;

    private OpenRun untrained() {
        Path run = folder.resolve("run");
        UntrainedRun.write(
                run,
                "imagenet64-T4",
                "data.size=8",
                "data.classes=3",
                "data.path=" + folder.resolve("gone"),
                "sampler.network.width=32",
                "sampler.network.multipliers=[1]",
                "sampler.network.blocks=1",
                "sampler.network.attention=[]",
                "sampler.network.head=32",
                "energy.network.width=16");
        return OpenRun.open(run, Device.cpu());
    }

    @Test
    void samplesAreOfTheClassesAskedForAndNeedNoData() {
        try (OpenRun run = untrained()) {
            float[] turns = run.trained().sample(5, 0, 6, new int[] {0, 1, 2}, Progress.NONE);
            float[] ones = run.trained().sample(5, 0, 6, new int[] {1}, Progress.NONE);
            for (int i = 0; i < 6; i++) {
                float[] one = Arrays.copyOfRange(ones, i * PIXELS, (i + 1) * PIXELS);
                float[] other = Arrays.copyOfRange(turns, i * PIXELS, (i + 1) * PIXELS);
                if (i % 3 == 1) assertThat(other).containsExactly(one, within(ROUNDING));
                else assertThat(distance(one, other)).as("sample %d", i).isGreaterThan(100 * ROUNDING);
            }
            // the turns do not depend on where a batch begins
            assertThat(run.trained().sample(5, 4, 1, new int[] {0, 1, 2}, Progress.NONE))
                    .containsExactly(Arrays.copyOfRange(turns, 4 * PIXELS, 5 * PIXELS), within(ROUNDING));
        }
    }

    private static double distance(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
        return most;
    }

    @Test
    void anEnergyPerClassWantsAClass() {
        DataSet points = new DataSet("points", new float[2 * PIXELS], 3, 8, 8);
        try (OpenRun run = untrained()) {
            assertThat(run.score(points, OptionalInt.of(2))).hasSize(2).doesNotContain(0);
            assertThatThrownBy(() -> run.score(points, OptionalInt.empty()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("expected class");
            assertThatThrownBy(() -> run.score(points, OptionalInt.of(3)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("below the run's 3 classes, got 3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.classes=10",
                "energy.network.kind=igebm energy.network.conditional=true",
                "data.classes=10 sampler.network.kind=adm-unet energy.network.kind=igebm energy.network.conditional=true"
                        + " value.kind=shared",
                "data.classes=10 sampler.network.kind=adm-unet energy.network.kind=igebm energy.network.conditional=true"
                        + " objective.kind=logistic",
                "data.classes=10 sampler.network.kind=adm-unet game.kind=chains"
            })
    void classesThatNobodyReadsAreRefused(String keys) {
        assertThatThrownBy(() -> ConfigLoader.preset("digits", List.of(keys.split(" "))))
                .isInstanceOf(UserError.class);
    }

    /** Rows of one class train one energy, rows of four classes train four. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind=dxmi",
                "kind=gcd",
                "update.kind=dxdp",
                "update.kind=score-function",
                "update.kind=ppo",
            })
    void everyGameWithASamplerReadsClasses(String game) {
        List<String> keys = new ArrayList<>(List.of(
                "data.classes=10",
                "sampler.steps=2",
                "sampler.network.kind=adm-unet",
                "sampler.network.width=32",
                "sampler.network.multipliers=[1]",
                "sampler.network.blocks=1",
                "sampler.network.attention=[]",
                "sampler.network.head=32",
                "energy.network.kind=igebm",
                "energy.network.width=16",
                "energy.network.conditional=true",
                "game.n_critic=2",
                "game.start_iteration=0"));
        if (game.startsWith("update")) keys.add("game.kind=gcd");
        keys.add("game." + game);
        Config config = ConfigLoader.preset("digits", keys);
        double right = lastEnergyOfSamples(config, 0, 1, 2, 3);
        assertThat(right).isFinite().isEqualTo(lastEnergyOfSamples(config, 0, 1, 2, 3));
        assertThat(lastEnergyOfSamples(config, 0, 0, 0, 0)).isFinite().isNotEqualTo(right);
    }

    private static double lastEnergyOfSamples(Config config, long... classes) {
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, new long[] {1, 8, 8}))) {
            Map<String, Double> row = Map.of();
            for (int i = 0; i < 4; i++) {
                try (NDManager scope = root.newSubManager()) {
                    SeededDraws draws = new SeededDraws(1);
                    NDArray data = draws.at(i).normal(scope, "data", 4, 1, 8, 8);
                    NDArray labels = Torch.array(scope, classes, 4);
                    row = game.iterate(i, data, labels, draws.at(i));
                    assertThat(row.values()).allMatch(Double::isFinite);
                }
            }
            assertThat(row).containsKeys("energy/loss", "sampler/grad_norm", "energy/difference");
            return row.get("energy/energy_sample");
        }
    }

    /** Pre-training down EDM's loss, joint training and measuring, all with the digits' classes. */
    @Tag("slow")
    @Test
    void aLabelledSetIsLearnedByClass() {
        Config config = ConfigLoader.preset(
                "digits",
                List.of(
                        "data.classes=10",
                        "sampler.steps=3",
                        "sampler.schedule.kind=karras",
                        "sampler.network.kind=adm-unet",
                        "sampler.network.width=32",
                        "sampler.network.multipliers=[1]",
                        "sampler.network.blocks=1",
                        "sampler.network.attention=[]",
                        "sampler.network.head=32",
                        "energy.network.kind=igebm",
                        "energy.network.width=16",
                        "energy.network.conditional=true",
                        "pretrain.iterations=20",
                        "pretrain.batch=32",
                        "trainer.iterations=3",
                        "trainer.batch=10",
                        "trainer.micro_batch=4",
                        "game.start_iteration=0"));
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            RunResult result = run.run(out, Progress.NONE, new StopFlag()).orElseThrow();
            assertThat(MeasuredFormat.metrics(result.measured().metrics()).toString())
                    .contains("frechet=")
                    .doesNotContain("before");
        }
        Config few = ConfigLoader.preset(
                "digits", List.of("data.classes=9", "sampler.network.kind=adm-unet", "pretrain.iterations=0"));
        assertThatThrownBy(() -> new TrainingRun(few, Device.cpu()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("data.classes is 9")
                .hasMessageContaining("labels up to 9");
    }
}
