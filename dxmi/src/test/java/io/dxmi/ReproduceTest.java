package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/reproduce} as a user calls it, as far as it starts no training; .ci/run makes the smoke runs. */
class ReproduceTest {

    @TempDir
    Path folder;

    record Result(int code, String out, String err) {}

    @BeforeEach
    void python() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "python3"))),
                "scripts/reproduce needs python3");
    }

    private Result run(String script, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("python3", "-B", Pages.root().resolve(script).toString()));
        command.addAll(List.of(words));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void withoutANameItListsAllExperiments() throws Exception {
        Result result = run("scripts/reproduce", "--inputs", folder.toString());
        assertThat(result.code()).as(result.err()).isZero();
        List<String> names = ExperimentFoldersTest.folders()
                .map(path -> path.getFileName().toString())
                .toList();
        assertThat(names).contains("8gaussians", "cifar10-t10", "transport");
        assertThat(result.out().lines()).containsAll(names);
        assertThat(result.out())
                .contains("needs edm_imagenet64_ema.pt (not there): ")
                .contains("hours: ");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNames() throws Exception {
        Result result = run("scripts/reproduce", "9gaussians");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("expected names of 8gaussians, ").contains("got 9gaussians");
    }

    @Test
    void missingInputsAreNamedBeforeAnythingRuns() throws Exception {
        Result result = run("scripts/experiments/cifar10-t10/run", "--inputs", folder.toString());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("expected these inputs, found none")
                .contains(folder.resolve("cifar-10-batches-bin").toString())
                .contains("inception-2015-12-05.pt")
                .contains("--smoke");
    }

    /** The first process has ended when the signal comes, and what it started still holds its output. */
    @Test
    void aSignalStopsTheCommandsAlsoWhereOneHasJustEnded() throws Exception {
        String program = """
                import os, pathlib, signal, sys, threading, time
                sys.path.insert(0, sys.argv[1])
                from commands import Commands, Stopped
                commands = Commands(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[2]), "test")
                def interrupt():
                    time.sleep(1)
                    os.kill(os.getpid(), signal.SIGINT)
                threading.Thread(target=interrupt).start()
                began = time.monotonic()
                try:
                    commands.all([lambda: commands.run("ended", ["sh", "-c", "sleep 3 & exit 0"]),
                                  lambda: commands.run("long", ["sleep", "100"])], 2)
                except Stopped:
                    print("stopped", "early" if time.monotonic() - began < 60 else "late")
                """;
        Path script = Files.writeString(folder.resolve("commands_test.py"), program);
        Result result = run(
                script.toString(),
                Pages.root().resolve("scripts/experiments/lib").toString(),
                folder.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("stopped early\n");
        assertThat(Files.readAllLines(folder.resolve("commands.jsonl")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"step\": \"ended\", \"exit\": 0"))
                .anyMatch(line -> line.contains("\"step\": \"long\", \"exit\": -2"));
    }

    @Test
    void aCountThatIsNoneIsRefused() throws Exception {
        Result result = run("scripts/experiments/8gaussians/run", "--seeds", "0");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("expected a whole number of at least 1, got '0'");
    }
}
