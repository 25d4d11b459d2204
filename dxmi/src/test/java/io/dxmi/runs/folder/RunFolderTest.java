package io.dxmi.runs.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.Versions;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

    private static final Config CONFIG = ConfigLoader.preset("8gaussians", List.of());
    private static final RunRecord RECORD = RunRecord.now(List.of("train", "8gaussians"), 0, "cpu");

    @TempDir
    Path folder;

    private Path out() {
        return folder.resolve("deep/run");
    }

    private static Map<String, HostTensor> state(long iteration) {
        return Map.of("x", HostTensor.of(new float[] {iteration}, 1));
    }

    private static void rows(RunFolder run, String phase, long from, long to) {
        for (long i = from; i <= to; i++) run.rows().step(phase, i, Map.of("loss", 1.0 / i));
    }

    @Test
    void newFolderExplainsItself() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            assertThat(RunFolder.config(run.path())).isEqualTo(CONFIG);
            JsonNode record = Json.parse(Files.readString(out().resolve("run.json")));
            assertThat(record.path("seed").asInt(-1)).isZero();
            assertThat(record.path("threads").asInt()).isEqualTo(1);
            assertThat(record.path("pytorch").asText()).isEqualTo(Versions.CURRENT.pytorch());
            assertThat(Versions.CURRENT.toolkit()).matches("\\d+\\.\\d+.*");
            assertThat(Versions.CURRENT.djl()).matches("\\d+\\.\\d+\\.\\d+");
        }
    }

    @Test
    void aRunWithACheckpointNeedsNotWhatItStartedFrom() {
        Config started = ConfigLoader.preset("8gaussians", List.of("pretrain.init=/gone/before.pth"));
        try (RunFolder run = RunFolder.create(out(), started, RECORD)) {
            assertThat(RunFolder.continued(out()).pretrain().init()).isEqualTo("/gone/before.pth");
            run.checkpoint("pretrain", 1, state(1));
            assertThat(RunFolder.continued(out()).pretrain().init()).isNull();
            assertThat(RunFolder.continued(out()).trainer()).isEqualTo(started.trainer());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret.safetensors", "step-1.safetensors", "nonsense", ""})
    void theNewestGoodCheckpointIsUsedWhateverThePointerSays(String pointer) throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("pretrain", 9, state(9));
            run.checkpoint("train", 1, state(1));
            run.checkpoint("train", 2, state(2));
        }
        Path latest = out().resolve("checkpoints/latest");
        if (pointer.isEmpty()) Files.delete(latest);
        else Files.writeString(latest, pointer + "\n");
        assertThat(Checkpoints.latestOf(out()).file()).isEqualTo(out().resolve("checkpoints/step-2.safetensors"));
    }

    @Test
    void everyFlippedBitOfACheckpointIsSeenAndTheOneBeforeIsUsed() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("train", 1, state(1));
            run.checkpoint("train", 2, state(2));
        }
        Path newest = out().resolve("checkpoints/step-2.safetensors");
        byte[] good = Files.readAllBytes(newest);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(newest, bad);
            assertThat(Checkpoints.latestOf(out()).file()).as("bit " + bit).isNotEqualTo(newest);
        }
        Files.write(newest, good);
        assertThat(Checkpoints.latestOf(out()).file()).isEqualTo(newest);
    }

    @Test
    void aCheckpointOfAnotherSeedOrConfigurationIsRefused() throws IOException {
        Path other = folder.resolve("other");
        Config config = ConfigLoader.preset("8gaussians", List.of("seed=1"));
        try (RunFolder run = RunFolder.create(other, config, RECORD)) {
            run.checkpoint("train", 5, state(5));
        }
        RunFolder.create(out(), CONFIG, RECORD).close();
        Path stray = Files.createDirectories(out().resolve("checkpoints")).resolve("step-5.safetensors");
        Files.copy(other.resolve("checkpoints/step-5.safetensors"), stray);
        assertThatThrownBy(() -> RunFolder.resume(out(), RECORD))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is of a run with another seed or configuration (its seed is 1)");
        try (RunFolder run = RunFolder.resume(other, RECORD)) {
            assertThat(run.checkpoints().latest()).isPresent();
        }
        String text = Files.readString(other.resolve("config.yaml"));
        Files.writeString(other.resolve("config.yaml"), text.replaceFirst("report_every: \\d+", "report_every: 3"));
        assertThatThrownBy(() -> RunFolder.resume(other, RECORD)).hasMessageContaining("another seed or configuration");
    }

    @Test
    void checkpointsThatAreNotOfThisRunAreNeverDeleted() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("train", 1, state(1));
            Path folder = out().resolve("checkpoints");
            Files.copy(folder.resolve("step-1.safetensors"), folder.resolve("best-1.safetensors"));
            Files.writeString(folder.resolve("step-0.safetensors"), "damaged");
            for (long i = 2; i <= 4; i++) run.checkpoint("train", i, state(i));
            assertThat(folder.resolve("best-1.safetensors")).exists();
            assertThat(folder.resolve("step-0.safetensors")).exists();
            assertThat(folder.resolve("step-1.safetensors")).doesNotExist();
        }
    }

    @Test
    void aRecordOfTheBestThatWasChangedOrIsAnotherRunsIsNotBelieved() throws IOException {
        BestCheckpoint best = new BestCheckpoint(1, "samples/sliced_wasserstein", 0.25);
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("train", 1, state(1));
            run.best(best, state(1));
            assertThat(run.checkpoints().best()).contains(best);
            Path record = out().resolve("checkpoints/best.json");
            String whole = Files.readString(record);
            Files.writeString(record, whole.replace("0.25", "0.35"));
            assertThat(run.checkpoints().best()).isEmpty();
            Files.writeString(record, whole);
            assertThat(run.checkpoints().best()).contains(best);
            Path config = out().resolve("config.yaml");
            Files.writeString(config, Files.readString(config).replace("seed: 0", "seed: 1"));
            assertThat(run.checkpoints().best()).isEmpty();
        }
    }

    @Test
    void weightsThatAreNotFiniteReplaceNothing() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("train", 1, state(1));
            Map<String, HostTensor> bad = Map.of("energy/weights/x", HostTensor.of(new float[] {1, Float.NaN}, 2));
            assertThatThrownBy(() -> run.checkpoint("train", 2, bad))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("energy/weights/x is not finite; last good checkpoint: " + out());
            assertThat(run.checkpoints().latest().orElseThrow().iteration()).isEqualTo(1);
        }
    }

    /** A collapsed sampler has an entropy of minus infinity, and its warning is part of the state. */
    @Test
    void onlyWhatIsLearnedMustBeFinite() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            double[] warning = {4, Double.POSITIVE_INFINITY};
            run.checkpoint("train", 1, Map.of("monitor/warnings", HostTensor.of(warning, 1, 2)));
            assertThat(run.checkpoints().latest().orElseThrow().state()).containsKey("monitor/warnings");
        }
    }

    @Test
    void aRunWhoseCheckpointsAreAllDamagedDoesNotBeginAgain() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            rows(run, "train", 1, 2);
            run.checkpoint("train", 2, state(2));
        }
        Path file = out().resolve("checkpoints/step-2.safetensors");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> RunFolder.resume(out(), RECORD))
                .hasMessageContaining("expected a good checkpoint in ");
        Files.delete(file);
        assertThatThrownBy(() -> RunFolder.resume(out(), RECORD))
                .hasMessageContaining("latest names step-2.safetensors");
        assertThat(Files.readAllLines(out().resolve("metrics.jsonl"))).hasSize(2);
    }

    @Test
    void aLostRecordDoesNotKeepARunFromGoingOn() throws IOException {
        RunFolder.create(out(), CONFIG, RECORD).close();
        for (String record : List.of("", "not JSON", "[1]")) {
            Path file = out().resolve("run.json");
            if (record.isEmpty()) Files.delete(file);
            else Files.writeString(file, record);
            RunFolder.resume(out(), RECORD).close();
            assertThat(Json.parse(Files.readString(file)).path("seed").asInt(-1))
                    .isZero();
        }
    }

    @Test
    void rowsAreShortAndHoldNoClock() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            Map<String, Double> scalars = new LinkedHashMap<>();
            scalars.put("energy/loss", 0.1f + 0.0);
            scalars.put("sampler/loss", 2e-3);
            scalars.put("tiny", 2e-23); // Java 17's own Double.toString gives 2.0000000000000002E-23
            run.rows().begin("train", 0, 100);
            run.rows().step("train", 1, Map.of());
            run.rows().step("train", 2, scalars);
        }
        assertThat(Files.readString(out().resolve("metrics.jsonl")))
                .isEqualTo("{\"phase\":\"train\",\"iteration\":2,\"energy/loss\":0.10000000149011612,"
                        + "\"sampler/loss\":0.002,\"tiny\":2.0E-23}\n");
        assertThat(Files.readString(out().resolve("timing.jsonl")))
                .matches(
                        "\\{\"phase\":\"train\",\"iteration\":2,\"seconds\":[0-9.]+,\"seconds_per_iteration\":[0-9.E-]+}\n");
    }

    @Test
    void resumingDropsRowsAfterTheCheckpointAndEndsWithEqualBytes() throws IOException {
        Path whole = folder.resolve("whole");
        try (RunFolder run = RunFolder.create(whole, CONFIG, RECORD)) {
            rows(run, "pretrain", 1, 4);
            rows(run, "train", 1, 9);
        }
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            rows(run, "pretrain", 1, 4);
            rows(run, "train", 1, 3);
            run.checkpoint("train", 3, state(3));
            rows(run, "train", 4, 6);
        }
        Files.writeString(
                out().resolve("metrics.jsonl"), "{\"phase\":\"tr", StandardOpenOption.APPEND); // torn by a kill
        try (RunFolder run = RunFolder.resume(out(), RECORD)) {
            Checkpoint latest = run.checkpoints().latest().orElseThrow();
            assertThat(latest.iteration()).isEqualTo(3);
            assertThat(latest.phase()).isEqualTo("train");
            assertThat(latest.state().get("x").toFloats()).containsExactly(3);
            assertThat(Files.readAllLines(out().resolve("timing.jsonl"))).hasSize(7);
            rows(run, "train", 4, 9);
        }
        assertThat(Files.readAllBytes(out().resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllBytes(whole.resolve("metrics.jsonl")));
        assertThat(Json.parse(Files.readString(out().resolve("run.json"))).path("resumed"))
                .hasSize(1);
    }

    @Test
    void runWithoutACheckpointBeginsAgain() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            rows(run, "pretrain", 1, 4);
        }
        try (RunFolder run = RunFolder.resume(out(), RECORD)) {
            assertThat(run.checkpoints().latest()).isEmpty();
        }
        assertThat(out().resolve("metrics.jsonl")).isEmptyFile();
    }

    @Test
    void secondsGoOnAfterResuming() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            rows(run, "train", 1, 1);
            run.checkpoint("train", 1, state(1));
        }
        Files.writeString(out().resolve("timing.jsonl"), "{\"seconds\":100.0}\n");
        try (RunFolder run = RunFolder.resume(out(), RECORD)) {
            assertThat(run.rows().seconds()).isBetween(100.0, 200.0);
        }
    }

    @Test
    void twoCheckpointsAreKeptAndLatestNamesTheNewer() throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            run.checkpoint("pretrain", 7, state(7));
            new Safetensors(state(0)).write(out().resolve("checkpoints/other.safetensors"));
            for (long i = 1; i <= 3; i++) run.checkpoint("train", i, state(i));
            try (Stream<Path> files = Files.list(out().resolve("checkpoints"))) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "latest", "other.safetensors", "step-2.safetensors", "step-3.safetensors");
            }
            assertThat(run.checkpoints().latestFile()).contains(out().resolve("checkpoints/step-3.safetensors"));
        }
    }

    @Test
    void twoProcessesCannotContinueOneRun() {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            assertThatThrownBy(() -> RunFolder.resume(run.path(), RECORD))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("in use");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.jsonl", "timing.jsonl"})
    void aRunGoesOnWithoutRowsThatAreLost(String lost) throws IOException {
        try (RunFolder run = RunFolder.create(out(), CONFIG, RECORD)) {
            rows(run, "train", 1, 3);
            run.checkpoint("train", 3, state(3));
        }
        Files.delete(out().resolve(lost));
        int left = lost.startsWith("metrics") ? 0 : 3;
        for (int resumed = 1; resumed <= 2; resumed++) {
            try (RunFolder run = RunFolder.resume(out(), RECORD)) {
                assertThat(run.checkpoints().latest().orElseThrow().iteration()).isEqualTo(2 + resumed);
                rows(run, "train", 3 + resumed, 3 + resumed);
                run.checkpoint("train", 3 + resumed, state(4));
            }
            assertThat(Files.readAllLines(out().resolve("metrics.jsonl"))).hasSize(left + resumed);
            assertThat(Files.readAllLines(out().resolve("timing.jsonl"))).hasSize(left + resumed);
        }
    }

    @Test
    void placesThatCannotBeARunFolderAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(folder, "exists");
        assertRefused(file, "is a file");
        assertRefused(file.resolve("below"), "is not a folder");
        assertThat(file).isEmptyFile();
        RunPlace.requireNew(out(), CONFIG);
        assertThat(folder.resolve("deep")).doesNotExist();
    }

    private static void assertRefused(Path out, String reason) {
        assertThatThrownBy(() -> RunPlace.requireNew(out, CONFIG))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> RunFolder.create(out, CONFIG, RECORD)).isInstanceOf(UserError.class);
    }

    @Test
    void whatIsNoRunIsNotResumed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path path : List.of(folder.resolve("none"), file, folder)) {
            assertThatThrownBy(() -> RunFolder.resume(path, RECORD))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("expected a run folder at " + path);
        }
        assertThat(folder.resolve("metrics.jsonl")).doesNotExist();
    }

    @Test
    void otherSafetensorsAreNoCheckpoint() {
        Path file = folder.resolve("other.safetensors");
        new Safetensors(state(1)).write(file);
        assertThatThrownBy(() -> Checkpoints.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a run's checkpoint");
    }
}
