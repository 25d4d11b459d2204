package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as people have them: names, rows and numbers. */
class CsvRowsTest {

    @TempDir
    Path folder;

    /** What was read. */
    private static final class Read implements CsvRows.Sink {
        private List<String> names = List.of();
        private Numbers numbers = Numbers.POINT;
        private Spelling spelling;
        private final List<List<String>> rows = new ArrayList<>();

        @Override
        public void begin(List<String> found, Numbers spelling) {
            names = found;
            numbers = spelling;
        }

        @Override
        public void spelled(Spelling found) {
            spelling = found;
        }

        @Override
        public void row(long line, List<String> fields) {
            rows.add(fields);
        }

        double number(int row, int column) {
            return numbers.parse(rows.get(row).get(column));
        }
    }

    private Read read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private Read as(Spelling usual, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("table.csv"), text);
        Read read = new Read();
        try (BufferedReader in = TextFiles.open(file)) {
            CsvRows.read(in, "table.csv", Set.of(), usual, read);
        }
        return read;
    }

    @Test
    void aUsualSpellingDecidesWhatIsOpenAndNothingElse() throws IOException {
        Spelling comma = new Spelling(';', new Numbers(',', true));
        Spelling point = new Spelling(';', Numbers.POINT);
        assertThat(as(point, "1,500;2,000\n").number(0, 0)).isEqualTo(1500);
        assertThat(as(comma, "1,500;2,000\n").number(0, 0)).isEqualTo(1.5);
        assertThat(as(comma, "1.500;2.000\n").number(0, 0)).isEqualTo(1500);
        assertThat(as(comma, "1.5;2.000\n").number(0, 1)).isEqualTo(2);
        assertThat(as(point, "1,5;2,000\n").number(0, 1)).isEqualTo(2);
        assertThat(as(comma, "1.234,1.567\n").number(0, 0)).isEqualTo(1.234);
        assertThat(as(new Spelling(',', new Numbers(',', true)), "\"1,500\",2\n")
                        .number(0, 0))
                .isEqualTo(1.5);
        Spelling both = new Spelling(';', new Numbers(',', false));
        assertThat(as(both, "1,234.5;2\n").number(0, 0)).isEqualTo(1234.5);
        assertThat(as(both, "1,234,567;2\n").number(0, 0)).isEqualTo(1234567);
        Spelling bars = new Spelling(',', Numbers.POINT);
        assertThat(as(bars, "1,5;2,0\n3,5;4,0\n").rows.get(0)).containsExactly("1,5", "2,0");
        assertThat(as(bars, "1 200,3 400\n").rows.get(0)).containsExactly("1 200", "3 400");
        assertThat(as(new Spelling(' ', null), "1,5 2,5\n").rows.get(0)).containsExactly("1,5", "2,5");
    }

    @Test
    void aTableTellsItsSpelling() throws IOException {
        assertThat(read("1,5;2\n").spelling).isEqualTo(new Spelling(';', new Numbers(',', true)));
        assertThat(read("1.5,2\n").spelling).isEqualTo(new Spelling(',', Numbers.POINT));
        assertThat(read("1\t2\n").spelling).isEqualTo(new Spelling('\t', null));
        assertThat(read("1,500;2\n").spelling).isEqualTo(new Spelling(';', new Numbers(',', true)));
        assertThat(read("\"1,500\",2\n").spelling).isEqualTo(new Spelling(',', Numbers.POINT));
    }

    private Read read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("table.csv"), bytes);
        Read read = new Read();
        try (BufferedReader in = TextFiles.open(file)) {
            CsvRows.read(in, "table.csv", read);
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1,2,3\n0.5,1.5,2.5,3.5\n0.1,0.2,0.3,0.4\n",
                ",ri,na,mg\n0,0.5,1.5,2.5\n1,0.1,0.2,0.3\n",
                "ri,na,mg\n0,0.5,1.5,2.5\n1,0.1,0.2,0.3\n",
                "a,2019,2020,none\n0.5,1.5,2.5,1\n1.5,0.1,0.2,0.3\n",
                "2019,2020,2021\n0.5,1.5,2.5\n1.5,0.1,0.2\n",
                "#a,b\n1,2\n3,4\n",
                "state,colour\nrun,red\nidle,blue\nrun,blue\n",
                "sep=;\na;b\n1,5;2\n2,5;3\n",
                "a,b,\n1,2,\n3,4,\n",
                "a,b\n1,2,\n3,4,\n",
            })
    void aHeaderIsNoData(String text) throws IOException {
        Read read = read(text);
        assertThat(read.names).isNotEmpty();
        assertThat(read.rows)
                .hasSizeBetween(2, 3)
                .allSatisfy(row -> assertThat(row).hasSameSizeAs(read.names));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5,2.5\n3.5,4.5\n",
                "0,1,6,15\n0,0,5,13\n",
                "run,1.5\nidle,2.5\nrun,3.5\n",
                "# made by hand\n1.5,2.5\n3.5,4.5\n",
                "5\n6\n7\n",
                "2026-01-01,run,1.5\n2026-01-02,run,1.0\n",
            })
    void aRowIsNoHeader(String text) throws IOException {
        assertThat(read(text).names).isEmpty();
    }

    @Test
    void namesOfTheFirstColumnMayBeMissing() throws IOException {
        assertThat(read("a,b\n0,0.5,1.5\n1,0.1,0.2\n").names).containsExactly("", "a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,5;2 | 1.5",
                "1.234,5;2 | 1234.5",
                "-0,25\t2 | -0.25",
                "\"1,234.5\",2 | 1234.5",
                "1 234,5;2 | 1234.5",
                "12%,2 | 0.12",
                "$3.50,2 | 3.5",
                "1'000.5,2 | 1000.5",
                "\u22123.5,2 | -3.5",
                "1e-3,2 | 0.001",
                "2147400003,2 | 2147400003",
            })
    void spellingsOfNumbers(String row, double expected) throws IOException {
        char separator = row.contains(";") ? ';' : row.contains("\t") ? '\t' : ',';
        assertThat(read("a" + separator + "b\n" + row + "\n" + row + "\n").number(0, 0))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "^", "\u0001", " ", "#", "~"})
    void theFirstLineStatesTheSeparator(String separator) throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            Read read = read(String.join(end, "SEP=" + separator, "a" + separator + "b", "1" + separator + "2", ""));
            assertThat(read.names).containsExactly("a", "b");
            assertThat(read.number(0, 1)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "x", "5", ".", "-", "\uD83D\uDE00"})
    void aSeparatorThatCannotSeparateIsNamed(String separator) {
        assertThatThrownBy(() -> read("sep=" + separator + "\na;b\n1;2\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("table.csv:1: expected a character that separates fields after sep=");
    }

    @Test
    void decimalCommasBetweenBlanksAndBars() throws IOException {
        assertThat(read("1,5 2,5\n3,5 4,5\n").number(0, 1)).isEqualTo(2.5);
        assertThat(read("a|b\n1,5|2,5\n3,5|4,5\n").number(1, 1)).isEqualTo(4.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "-", "#N/A", "<NA>", "NaT", "null", "nan", "?", "n/a", "--", "#DIV/0!"})
    void missingValues(String field) throws IOException {
        Read read = read("a,b\n1,2\n" + field + ",3\n4,5\n");
        assertThat(read.rows).hasSize(3);
        assertThat(Numbers.isMissing(read.rows.get(1).get(0))).isTrue();
        assertThat(Numbers.isMissing("-999")).isFalse();
    }

    @Test
    void encodings() throws IOException {
        String text = "temp \u00b0C,b\n1.5,2\n2.5,3\n";
        List<byte[]> files = List.of(
                text.getBytes(StandardCharsets.UTF_8),
                ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_16),
                ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE),
                text.getBytes(StandardCharsets.UTF_16LE),
                text.getBytes(StandardCharsets.UTF_16BE),
                text.getBytes(StandardCharsets.ISO_8859_1),
                text.getBytes(Charset.forName("windows-1252")));
        for (byte[] file : files) {
            Read read = read(file);
            assertThat(read.names).containsExactly("temp \u00b0C", "b");
            assertThat(read.number(1, 0)).isEqualTo(2.5);
        }
    }

    @Test
    void quotedFieldsMayHoldSeparatorsLineEndsAndHashes() throws IOException {
        Read read = read("a,note\r\n1,\"x;\"\"y\"\"\r\n# no comment, really\"\r\n# a comment\r\n2,z\r\n");
        assertThat(read.rows).hasSize(2);
        assertThat(read.rows.get(0).get(1)).isEqualTo("x;\"y\"\n# no comment, really");
    }

    @Test
    void filesOfOtherKindsAreNamed() {
        assertThatThrownBy(() -> read(new byte[] {'P', 'K', 3, 4, 0, 0}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("save the sheet as CSV");
        assertThatThrownBy(() -> read("<!DOCTYPE html><html>")).hasMessageContaining("a web page");
        assertThatThrownBy(() -> read(new byte[] {1, 0, 0, 0, 7, 0, 0, 0, 0})).hasMessageContaining("expected text");
    }
}
