package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.cli.Processes.Result;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model folders that version 0.1 wrote open and give the scores that version 0.1 gave. */
@Tag("slow")
class ReleasedModelsTest {

    private static final Path RELEASED =
            Path.of("src/test/resources/released-0.1").toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"table", "autoencoder"})
    void givesTheScoresOfItsVersion(String name) throws Exception {
        Files.copy(RELEASED.resolve("table.csv"), folder.resolve("table.csv"));
        copyModel(RELEASED.resolve(name + "-model"));
        Result result = new Processes(Main.class, folder)
                .run("detect", "score", "model", "--data", "table.csv", "--out", "scores.csv", "--quiet");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        List<String[]> found = rows(folder.resolve("scores.csv"));
        List<String[]> expected = rows(RELEASED.resolve(name + ".scores.csv"));
        assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(10);
        for (int i = 0; i < found.size(); i++) {
            String[] was = expected.get(i);
            assertThat(found.get(i)[0]).isEqualTo(was[0]);
            double score = Double.parseDouble(was[1]);
            // float32 arithmetic of another processor may differ in the last digit
            assertThat(Double.parseDouble(found.get(i)[1])).isCloseTo(score, within(1e-6 * Math.abs(score)));
            assertThat(found.get(i)[2]).isEqualTo(was[2]);
            assertThat(found.get(i)[3]).isEqualTo(was[3]);
        }
    }

    /** Large weights are stored packed. */
    private void copyModel(Path released) throws Exception {
        Path model = Files.createDirectory(folder.resolve("model"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(released)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try (InputStream raw = Files.newInputStream(file);
                        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
                    Files.copy(in, model.resolve(name.replace(".gz", "")));
                }
            }
        }
    }

    /** Without the header. */
    private static List<String[]> rows(Path file) throws Exception {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1).map(line -> line.split(",", -1)).toList();
        }
    }
}
