package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.config.Presets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @TempDir
    static Path folder;

    private static Session session;

    @BeforeAll
    static void start() throws Exception {
        session = new Session(folder);
    }

    @AfterAll
    static void end() throws Exception {
        session.close();
    }

    private static Result dxmi(String... arguments) throws Exception {
        return session.run(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "train --help",
                "pretrain --help",
                "distil --help",
                "compare --help",
                "sweep --help",
                "sample --help",
                "translate --help",
                "evaluate --help",
                "reference --help",
                "reference build --help",
                "reference merge --help",
                "score --help",
                "export --help",
                "inspect --help",
                "import --help",
                "presets --help",
                "detect --help",
                "detect fit --help",
                "detect score --help",
                "detect evaluate --help",
                "detect outliers --help",
                "doctor --help",
                "completion --help"
            })
    void helpIsOnStdoutEverywhere(String arguments) throws Exception {
        Result result = dxmi(arguments.split(" "));
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: dxmi ")
                .contains("Exit codes:")
                .contains("--verbose");
    }

    @Test
    void versionNamesTheEngine() throws Exception {
        Running running = new Processes(Main.class, folder).start("--version");
        Result result = running.result();
        assertThat(running.out()).doesNotExist();
        assertThat(running.err()).doesNotExist();
        assertThat(result.out()).matches("dxmi \\d\\S* \\(DJL \\d\\S*, PyTorch \\d\\S*\\)\\R");
    }

    @Test
    void bashCompletesCommandsAndSolvers() throws Exception {
        Result result = dxmi("completion", "bash");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("complete -F")
                .contains("\"dpm++\"");
        assertThat(dxmi("sample", "--help").out().replaceAll("\\s+", " "))
                .contains("ddpm, ddim, heun, dpm++, euler, consistency");
    }

    @Test
    void presetsAreListed() throws Exception {
        Result result = dxmi("presets");
        assertThat(result.out().lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactlyElementsOf(Presets.NAMES);
        assertThat(dxmi("presets", "rings", "seed=7").out())
                .contains("name: rings")
                .contains("seed: 7");
    }

    @Test
    void everyPresetIsPrinted() throws Exception {
        for (String name : Presets.NAMES) {
            assertThat(dxmi("presets", name).out()).as(name).contains("data:");
        }
    }

    @Test
    void doctorTestsTheEngine() throws Exception {
        Result result = new Processes(Main.class, folder).run("doctor", "--threads", "2");
        assertThat(result.out())
                .contains("PyTorch 2.")
                .contains("2 in an operator")
                .doesNotContain("FAILED");
        assertThat(result.out().lines().filter(line -> line.startsWith("self-test")))
                .hasSizeGreaterThan(3);
        assertThat(result.code()).isZero();
    }
}
