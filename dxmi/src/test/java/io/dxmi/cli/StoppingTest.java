package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.runs.UntrainedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals while the engine computes: the exit code is the signal's, and no process crashes. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
class StoppingTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM,143,10", "TERM,143,30", "HUP,129,20"})
    void aSecondSignalDuringALongOperationEndsTheProcessWithoutACrash(String signal, int code, int pause)
            throws Exception {
        assumeFalse(signal.equals("HUP") && ignoresHangups(), "under nohup Java keeps ignoring SIGHUP, as it should");
        Running running = new Processes(Main.class, folder)
                .start(
                        "train",
                        "digits",
                        "--threads",
                        "2",
                        "--out",
                        "run",
                        "pretrain.batch=800",
                        "trainer.report_every=1");
        waitForRow(folder.resolve("run/metrics.jsonl"), running);
        send(signal, running);
        Thread.sleep(pause);
        send(signal, running);
        assertEnded(running.result(), code);
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "HUP,129"})
    void aSignalEndsACommandThatHasNoOrderlyEnd(String signal, int code) throws Exception {
        assumeFalse(signal.equals("HUP") && ignoresHangups(), "under nohup Java keeps ignoring SIGHUP, as it should");
        UntrainedRun.write(folder.resolve("run"), "8gaussians");
        Running sampling =
                new Processes(Main.class, folder).start("sample", "run", "-n", "100000000", "--out", "samples.csv");
        waitForRow(folder.resolve(".samples.csv.of"), sampling);
        send(signal, sampling);
        assertEnded(sampling.result(), code);
    }

    private static boolean ignoresHangups() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(
                                line -> Long.parseUnsignedLong(line.substring(7).strip(), 16) % 2 == 1);
    }

    private void assertEnded(Result result, int code) throws Exception {
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
    }

    private static void waitForRow(Path file, Running running) throws Exception {
        while (!Files.exists(file) || Files.size(file) == 0) {
            if (!running.process().isAlive())
                throw new IllegalStateException(running.result().err());
            Thread.sleep(10);
        }
    }

    private static void send(String signal, Running running) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.process().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }
}
