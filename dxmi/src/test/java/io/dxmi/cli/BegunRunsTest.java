package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process leaves that is killed while it makes a run folder: the same command accepts it. */
class BegunRunsTest {

    private static final String[] TRAIN = {
        "train", "8gaussians", "trainer.iterations=20", "trainer.report_every=1", "--quiet", "--out", "run"
    };

    @TempDir
    Path folder;

    private Processes dxmi;
    private Path run;

    @BeforeEach
    void processes() {
        dxmi = new Processes(CountingMain.class, folder);
        run = folder.resolve("run");
    }

    private void assertComplete(Result result) throws Exception {
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(20);
        try (var files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".lock", "run.json", ".config.yaml.99999999-1.partial"})
    void aFolderWithoutAConfigurationIsTakenOver(String left) throws Exception {
        Files.createDirectory(run);
        if (!left.isEmpty()) Files.writeString(run.resolve(left), "{");
        Result resumed = dxmi.run("train", "--resume", "run");
        assertThat(resumed.code()).isEqualTo(2);
        assertThat(resumed.err()).contains("no training began there; train with this folder as --out");
        assertComplete(dxmi.run(TRAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.yaml", "run.json", "metrics.jsonl"})
    void aRunWithoutACheckpointIsTakenOver(String last) throws Exception {
        for (boolean resume : new boolean[] {false, true}) {
            assertThat(dxmi.run(TRAIN).code()).isZero();
            try (var all = Files.walk(run)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    boolean kept = name.equals("config.yaml") || name.equals(last);
                    if (!kept && !(last.equals("metrics.jsonl") && name.equals("run.json"))) Files.delete(file);
                }
            }
            assertComplete(resume ? dxmi.run("train", "--resume", "run", "--quiet") : dxmi.run(TRAIN));
            try (var all = Files.walk(run)) {
                for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    @Test
    void aRunWithACheckpointIsResumedOnly() throws Exception {
        assertThat(dxmi.run(TRAIN).code()).isZero();
        Result again = dxmi.run(TRAIN);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("--out run exists", "resume it to go on with its training");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKillAtTheStartLeavesNothingInTheWay() throws Exception {
        for (int millis = 0; millis < 8; millis += 2) {
            Running running = dxmi.start(TRAIN);
            while (running.process().isAlive() && !begins()) Thread.onSpinWait();
            Thread.sleep(millis);
            running.process().destroyForcibly();
            running.result();
            boolean checkpoint = Files.isDirectory(run.resolve("checkpoints"));
            if (checkpoint) assertComplete(dxmi.run("train", "--resume", "run", "--quiet"));
            else assertComplete(dxmi.run(TRAIN));
            try (var all = Files.walk(run)) {
                for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    /** Whether something of the run is there. */
    private boolean begins() throws Exception {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().contains("run"));
        }
    }
}
