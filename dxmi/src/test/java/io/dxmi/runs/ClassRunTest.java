package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import java.nio.file.Path;
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

    private Runs untrained() {
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
        return Runs.open(run, Device.cpu());
    }

    @Test
    void samplesAreOfTheClassesAskedForAndNeedNoData() {
        try (Runs run = untrained()) {
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
        try (Runs run = untrained()) {
            assertThat(run.score(points, OptionalInt.of(2))).hasSize(2).doesNotContain(0);
            assertThatThrownBy(() -> run.score(points, OptionalInt.empty()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("expected --class");
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
            Map<String, Object> result =
                    run.run(out, Progress.NONE, new StopFlag()).orElseThrow();
            assertThat(result.get("metrics").toString()).contains("frechet=").doesNotContain("before");
        }
        Config few = ConfigLoader.preset(
                "digits", List.of("data.classes=9", "sampler.network.kind=adm-unet", "pretrain.iterations=0"));
        assertThatThrownBy(() -> new TrainingRun(few, Device.cpu()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("data.classes is 9")
                .hasMessageContaining("labels up to 9");
    }
}
