package io.dxmi.runs.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunListTest {

    @TempDir
    private Path folder;

    private Path run;

    /** A stopped run with four checkpoints, the best of them not among them, and a file of the user's. */
    @BeforeEach
    void trained() throws IOException {
        run = folder.resolve("sweep/run");
        Config config = ConfigLoader.preset("8gaussians", List.of("trainer.keep_checkpoints=3"));
        try (RunFolder made = RunFolder.create(run, config, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThat(RunStatus.of(run).state()).isEqualTo(RunState.RUNNING);
            assertThatThrownBy(() -> RunCleaning.of(run)).isInstanceOf(UserError.class);
            made.rows().begin("train", 0, 3000);
            for (int i = 0; i < 4; i++) {
                made.rows().step("train", i, Map.of("samples/sliced_wasserstein", 1.0 / (i + 1)));
                made.checkpoint("train", i, state(i));
            }
            made.best(new BestCheckpoint(3, "samples/sliced_wasserstein", 0.25), state(3));
        }
        Files.writeString(run.resolve("checkpoints/step-0-mine.safetensors"), "mine");
    }

    private static Map<String, HostTensor> state(float value) {
        return Map.of("sampler/average/w", HostTensor.of(new float[] {value}, 1));
    }

    private List<String> checkpoints() {
        return List.of(run.resolve("checkpoints").toFile().list()).stream()
                .sorted()
                .toList();
    }

    @Test
    void asManyCheckpointsAreKeptAsTheSettingSays() {
        assertThat(checkpoints())
                .containsExactly(
                        "best.json",
                        "best.safetensors",
                        "latest",
                        "step-0-mine.safetensors",
                        "step-1.safetensors",
                        "step-2.safetensors",
                        "step-3.safetensors");
    }

    @Test
    void cleaningKeepsTheLastTheBestAndFilesOfOthers() {
        RunCleaning cleaning = RunCleaning.of(run);
        assertThat(cleaning.files()).hasSize(2);
        assertThat(cleaning.bytes()).isPositive();
        cleaning.remove();
        assertThat(checkpoints())
                .containsExactly(
                        "best.json", "best.safetensors", "latest", "step-0-mine.safetensors", "step-3.safetensors");
        assertThat(RunCleaning.of(run).files()).isEmpty();
    }

    @Test
    void aRunIsFoundInsideAFolderAndKnowsItsState() throws IOException {
        RunStatus status = RunList.in(folder).get(0);
        assertThat(status.state()).isEqualTo(RunState.STOPPED);
        assertThat(status.iteration()).isEqualTo(3);
        assertThat(status.total())
                .isEqualTo(
                        ConfigLoader.preset("8gaussians", List.of()).trainer().iterations());
        assertThat(status.metrics()).containsEntry("samples/sliced_wasserstein", 0.25);
        Files.writeString(run.resolve("summary.json"), "{\"metrics\":{\"sliced_wasserstein\":2.5,\"samples\":10}}");
        assertThat(RunStatus.of(run).state()).isEqualTo(RunState.FINISHED);
        assertThat(RunStatus.of(run).metrics()).isEqualTo(Map.of("sliced_wasserstein", 2.5));
        Files.writeString(run.resolve("config.yaml"), "data: [");
        assertThat(RunStatus.of(run).state()).isEqualTo(RunState.DAMAGED);
    }

    @Test
    void checkpointsThatAreAllCutAreDamage() throws IOException {
        for (int i = 1; i < 4; i++) Files.writeString(run.resolve("checkpoints/step-" + i + ".safetensors"), "cut");
        RunStatus status = RunStatus.of(run);
        assertThat(status.state()).isEqualTo(RunState.DAMAGED);
        assertThat(status.problem()).contains("step-3.safetensors");
    }

    @Test
    void differencesNameSettingsAndMetrics() {
        Path other = folder.resolve("other");
        Config config = ConfigLoader.preset("8gaussians", List.of("seed=7"));
        RunFolder.create(other, config, RunRecord.now(List.of(), 7, "cpu")).close();
        RunDifference difference = RunDifference.of(run, other);
        assertThat(difference.settings())
                .containsExactly(
                        new RunDifference.Entry("seed", "0", "7"),
                        new RunDifference.Entry("trainer.keep_checkpoints", "3", "2"));
        assertThat(difference.metrics()).contains(new RunDifference.Entry("samples/sliced_wasserstein", "0.25", ""));
    }
}
