package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointsCsvTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2.5\n-3e-1,+.5\n",
                "x,y\n1,2.5\n-3e-1,+.5",
                "\"x\", \"y\"\r\n\"1\", 2.5\r\n\r\n-0.3, 0.5\r\n",
                "1;2.5\n-0.3;0.5\n",
                "x\ty\n1\t2.5\n-0.3\t0.5\n\n",
                "  1   2.5\n -0.3   0.5 \n",
                "# made by hand\n\n1 2.5\n# half way\n-0.3 0.5\n",
                "\uFEFFx,y\n1,2.5\n-0.3,0.5\n",
            })
    void readsTheUsualForms(String text) {
        DataSet points = PointsCsv.read(file(text));
        assertThat(points.values()).containsExactly(1, 2.5f, -0.3f, 0.5f);
        assertThat(points.sampleShape()).containsExactly(2);
        assertThat(points.labelled()).isFalse();
    }

    @Test
    void anyNumberOfColumns() {
        assertThat(PointsCsv.read(file("5\n6\n7\n")).sampleShape()).containsExactly(1);
        assertThat(PointsCsv.read(file("1,2,3,4,5,6,7\n")).sampleShape()).containsExactly(7);
    }

    @Test
    void mistakesNameFileLineAndColumn() {
        assertMistake("1,2\n3\n", ":2, column 2: expected 2 columns as in the first row, got 1");
        assertMistake("x,y\n1,2\n3,4,5\n", ":3, column 3: expected 2 columns as in the first row, got 3");
        assertMistake("1,2\n\n3,NaN\n", ":3, column 2: expected a finite number, got 'NaN'");
        assertMistake("1,2\n-Infinity,4\n", ":2, column 1: expected a finite number, got '-Infinity'");
        assertMistake("nan,nan\n1,2\n", ":1, column 1: expected a finite number, got 'nan'");
        assertMistake("1,2\n1e39,4\n", ":2, column 1: expected a finite number, got '1e39'");
        assertMistake("1,2\nx,y\n", ":2, column 1: expected a finite number, got 'x'");
        assertMistake("1,2\n3,\n", ":2, column 2: expected a finite number, got nothing");
        assertMistake("1,2\n0x10,1f\n", ":2, column 1: expected a finite number, got '0x10'");
        assertMistake("", ": expected rows of numbers, found none");
        assertMistake("x,y\n", ": expected rows of numbers, found none");
        assertMistake("\n# nothing\n", ": expected rows of numbers, found none");
    }

    @Test
    void unreadableFiles() throws IOException {
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {'1', ',', (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> PointsCsv.read(binary))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(":1, column 2: expected a finite number, got '\u00ff\u00fe'");
        assertThatThrownBy(() -> PointsCsv.read(folder.resolve("none.csv")))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("none.csv: no such file");
        assertThatThrownBy(() -> PointsCsv.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("folder");
    }

    @Property(tries = 200)
    void readsWhatFloatPrints(
            @ForAll @IntRange(min = 1, max = 5) int columns, @ForAll @Size(min = 1, max = 40) float[] numbers)
            throws IOException {
        float[] expected = Arrays.copyOf(numbers, (numbers.length + columns - 1) / columns * columns);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < expected.length; i++) {
            text.append(expected[i]).append((i + 1) % columns == 0 ? "\n" : ",");
        }
        Path file = Files.createTempFile("points", ".csv");
        try {
            Files.writeString(file, text);
            assertThat(PointsCsv.read(file).values()).isEqualTo(expected);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll String text) throws IOException {
        Path file = Files.createTempFile("points", ".csv");
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            assertThat(PointsCsv.read(file).values()).isNotEmpty();
        } catch (UserError e) {
            assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
        } finally {
            Files.delete(file);
        }
    }

    private void assertMistake(String text, String expected) {
        Path file = file(text);
        assertThatThrownBy(() -> PointsCsv.read(file))
                .isInstanceOf(UserError.class)
                .hasMessage(file + expected);
    }

    private Path file(String text) {
        try {
            return Files.writeString(Files.createTempFile(folder, "points", ".csv"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
