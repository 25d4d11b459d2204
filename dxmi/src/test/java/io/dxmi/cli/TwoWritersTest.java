package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes that would write the same run, folder or file: the second is refused, and nothing is lost. */
class TwoWritersTest {

    private static final String[] SETTINGS = {
        "8gaussians", "trainer.iterations=300", "trainer.report_every=1", "trainer.checkpoint_every=7", "--quiet"
    };

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(CountingMain.class, folder);
    }

    private Running start(String command, String out) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of(command, "--out", out));
        words.addAll(List.of(SETTINGS));
        return dxmi.start(words.toArray(String[]::new));
    }

    private void waitForRows(String run) throws Exception {
        Path metrics = folder.resolve(run).resolve("metrics.jsonl");
        for (int i = 0; i < 60_000; i++) {
            if (Files.exists(metrics) && Files.readString(metrics).lines().count() >= 10) return;
            Thread.sleep(10);
        }
        throw new IllegalStateException("no rows in " + metrics);
    }

    private static void send(String signal, Running running) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.process().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void assertRefused(Result result, String what, Running holder) {
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("dxmi: " + what + " is in use: process "
                        + holder.process().pid() + " on ");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSuspendedRunIsNotContinuedByAnother() throws Exception {
        Running first = start("train", "run");
        waitForRows("run");
        send("STOP", first);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertRefused(dxmi.run("train", "--resume", "run"), "run", first);
        }
        send("CONT", first);
        assertThat(first.result().code()).isZero();
        assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(300);
        assertThat(start("train", "whole").result().code()).isZero();
        assertThat(folder.resolve("run/metrics.jsonl")).hasSameBinaryContentAs(folder.resolve("whole/metrics.jsonl"));
        assertThat(folder.resolve("run/.lock")).doesNotExist();
    }

    @Test
    void twoComparisonsDoNotShareAFolder() throws Exception {
        Running first = start("compare", "contest");
        waitForRows("contest/8gaussians-seed0");
        assertRefused(start("compare", "contest").result(), "contest", first);
        assertThat(first.result().code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reference build points.npz --out ref.npz | ref.npz",
                "reference merge points.npz points.npz --out ref.npz | ref.npz",
                "detect fit --data points.npz --out model | model",
                "detect score model --data points.npz --out scores.csv | scores.csv",
                "evaluate points.npz --reference points.npz --out measured | measured"
            })
    void noCommandWritesWhereAnotherProcessDoes(String arguments, String out) throws Exception {
        float[] values = new float[200];
        for (int i = 0; i < values.length; i++) values[i] = new Random(i).nextFloat();
        Npz.write(folder.resolve("points.npz"), Map.of("arr_0", HostTensor.of(values, 100, 2)));
        long self = ProcessHandle.current().pid();
        Result result = WriteLock.name(folder.resolve(out)).during(() -> run(arguments));
        assertThat(result.err()).startsWith("dxmi: " + out + " is in use: process " + self + " on ");
        assertThat(result.code()).isEqualTo(2);
        assertThat(folder.resolve(out)).doesNotExist();
    }

    /** Of a run that was imported or exported: the lock of a file, and that of a folder. */
    @Test
    void importAndExportAreRefusedToo() throws Exception {
        UntrainedRun.write(
                folder.resolve("run"),
                "digits",
                "sampler.network.kind=ddpm-unet",
                "sampler.network.width=32",
                "sampler.network.multipliers=[1]",
                "sampler.network.blocks=1");
        assertThat(run("export run --format safetensors --out exported").code()).isZero();
        long self = ProcessHandle.current().pid();
        Result exported = WriteLock.folder(folder.resolve("exported"))
                .during(() -> run("export run --format safetensors --out exported"));
        assertThat(exported.err()).startsWith("dxmi: exported is in use: process " + self + " on ");
        assertThat(exported.code()).isEqualTo(2);
        Result imported = WriteLock.name(folder.resolve("net.safetensors"))
                .during(() -> run("import exported/sampler.safetensors --out net.safetensors --quiet"));
        assertThat(imported.err()).startsWith("dxmi: net.safetensors is in use: process " + self + " on ");
        assertThat(imported.code()).isEqualTo(2);
        assertThat(folder.resolve("net.safetensors")).doesNotExist();
    }

    private Result run(String arguments) {
        try {
            return dxmi.run(arguments.split(" "));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
