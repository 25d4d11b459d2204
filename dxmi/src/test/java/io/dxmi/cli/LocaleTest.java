package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's language, digits and calendar change nothing: a run and its samples have the same bytes in every locale. */
@Tag("slow")
class LocaleTest {

    private static final String[] FILES = {
        "run/config.yaml", "run/metrics.jsonl", "run/checkpoints/step-4.safetensors", "samples.csv"
    };

    @TempDir
    static Path reference;

    @BeforeAll
    static void inEnglish() throws Exception {
        trainAndSample(reference, "-Duser.language=en", "-Duser.country=US");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "language=tr country=TR",
                "language=ar country=SA extensions=u-ca-islamic-nu-arab",
                "language=th country=TH variant=TH extensions=u-ca-buddhist-nu-thai",
            })
    void everyLocaleGivesTheSameBytes(String locale, @TempDir Path folder) throws Exception {
        trainAndSample(
                folder,
                Arrays.stream(locale.split(" ")).map(part -> "-Duser." + part).toArray(String[]::new));
        for (String file : FILES) {
            assertThat(folder.resolve(file)).as(file).hasSameBinaryContentAs(reference.resolve(file));
        }
    }

    private static void trainAndSample(Path folder, String... locale) throws IOException, InterruptedException {
        Processes dxmi = new Processes(Main.class, folder, locale);
        assertGood(dxmi.run(
                "train",
                "8gaussians",
                "--out",
                "run",
                "pretrain.iterations=4",
                "trainer.iterations=4",
                "trainer.report_every=1",
                "evaluation.samples=50"));
        assertThat(Files.readString(folder.resolve("run/run.json"))).containsPattern("\"started\" : \"20\\d\\d-");
        assertGood(dxmi.run("sample", "run", "-n", "50", "--out", "samples.csv"));
    }

    private static void assertGood(Result result) {
        assertThat(result.code()).as(result.err()).isZero();
    }
}
