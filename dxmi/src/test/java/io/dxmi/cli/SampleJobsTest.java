package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.runs.UntrainedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that several processes draw are the bytes that one draws. */
@Tag("slow")
class SampleJobsTest {

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void untrained() {
        dxmi = new Processes(Main.class, folder);
        UntrainedRun.write(folder.resolve("run"), "8gaussians");
    }

    private Result sample(String out, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("sample", "run", "-n", "20300", "--out", out));
        all.addAll(List.of(more));
        return dxmi.run(all.toArray(String[]::new));
    }

    @Test
    void equalBytesWithOneAndWithTwoWorkers() throws Exception {
        assertThat(sample("one.csv").code()).isZero();
        Result two = sample("two.csv", "--jobs", "2");
        assertThat(two.code()).as(two.err()).isZero();
        assertThat(folder.resolve("two.csv")).hasSameBinaryContentAs(folder.resolve("one.csv"));
        assertThat(sample("one.npz", "--batch", "130", "--seed", "3").code()).isZero();
        assertThat(sample("two.npz", "--batch", "130", "--seed", "3", "--jobs", "3")
                        .code())
                .isZero();
        assertThat(folder.resolve("two.npz")).hasSameBinaryContentAs(folder.resolve("one.npz"));
        Result wrong = sample("three.csv", "--jobs", "2", "--class", "4");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).containsOnlyOnce("this run knows no classes; expected no --class, got 4");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("run", "one.csv", "two.csv", "one.npz", "two.npz");
        Result corrected = sample("three.csv", "--jobs", "2");
        assertThat(corrected.code()).as(corrected.err()).isZero();
        assertThat(folder.resolve("three.csv")).hasSameBinaryContentAs(folder.resolve("one.csv"));
    }

    @Test
    void aKilledCommandIsContinuedByAnotherNumberOfWorkers() throws Exception {
        String[] command = {"sample", "run", "-n", "250000", "--out", "many.npz", "--jobs", "2"};
        Running running = dxmi.start(command);
        Path rows = folder.resolve(".many.npz.rows");
        while (!Files.exists(rows) || Files.size(rows) == 0) {
            if (!running.process().isAlive())
                throw new IllegalStateException(running.result().err());
            Thread.sleep(10);
        }
        List<ProcessHandle> workers = running.process().children().toList();
        running.process().destroyForcibly();
        for (int i = 0; i < 30_000 && workers.stream().anyMatch(ProcessHandle::isAlive); i++) Thread.sleep(20);
        assertThat(workers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        command[command.length - 1] = "3";
        Result continued = dxmi.run(command);
        assertThat(continued.code()).as(continued.err()).isZero();
        assertThat(continued.out()).contains("\"from_before\":");
        assertThat(dxmi.run("sample", "run", "-n", "250000", "--out", "one.npz").code())
                .isZero();
        assertThat(folder.resolve("many.npz")).hasSameBinaryContentAs(folder.resolve("one.npz"));
    }
}
