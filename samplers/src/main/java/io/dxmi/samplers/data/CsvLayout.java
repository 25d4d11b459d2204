package io.dxmi.samplers.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * How a table is laid out, guessed from its beginning.
 *
 * @param separator of fields; a blank stands for any number of blanks
 * @param columns fields of most rows
 * @param trailing whether a separator stands behind the last field of every row but the header
 * @param comments whether lines that begin with # are comments
 * @param header whether the first row names the columns
 * @param headerLine a line that begins with # and names the columns all the same, or null
 * @param spelled whether the numbers tell their spelling, or one of them had to be guessed
 */
record CsvLayout(
        char separator,
        int columns,
        boolean trailing,
        boolean comments,
        boolean header,
        String headerLine,
        Numbers numbers,
        boolean spelled) {

    private static final char[] SEPARATORS = {';', '\t', '|', ',', ' '};
    private static final int ROWS = 200;

    /**
     * The layout.
     *
     * @param start the beginning of the text, without an unfinished line
     * @param known names of columns; a first row that holds all of them is a header
     * @param usual the spelling of tables like this, which is taken where this one does not contradict it; or null
     */
    static CsvLayout of(String start, Set<String> known, Spelling usual) {
        List<String> lines = start.lines().filter(line -> !line.isBlank()).toList();
        boolean comments = hasComments(lines);
        String text = text(lines, comments);
        char separator = separator(text);
        if (usual != null && divides(text, usual.separator(), separator)) separator = usual.separator();
        return of(lines, comments, separator, known, usual);
    }

    /** The layout with a separator that the file states. */
    static CsvLayout of(String start, char separator, Set<String> known, Spelling usual) {
        List<String> lines = start.lines().filter(line -> !line.isBlank()).toList();
        return of(lines, hasComments(lines), separator, known, usual);
    }

    /** Whether a separator divides all rows evenly, and no more of the fields are texts than with another separator. */
    private static boolean divides(String text, char separator, char other) {
        List<List<String>> rows = rows(text, separator);
        int columns = rows.isEmpty() ? 1 : usual(rows);
        return columns > 1
                && rows.stream().allMatch(row -> row.size() == columns)
                && texts(rows) <= texts(rows(text, other));
    }

    /** The share of fields that are neither numbers nor missing. */
    private static double texts(List<List<String>> rows) {
        Numbers any = new Numbers(',', false);
        return rows.stream()
                .flatMap(List::stream)
                .mapToInt(field ->
                        any.isNumber(field) || Numbers.POINT.isNumber(field) || Numbers.isMissing(field) ? 0 : 1)
                .average()
                .orElse(1);
    }

    private static boolean hasComments(List<String> lines) {
        return lines.stream().filter(CsvLayout::isHash).count() * 2 <= lines.size();
    }

    private static String text(List<String> lines, boolean comments) {
        return String.join(
                "\n", lines.stream().filter(line -> !comments || !isHash(line)).toList());
    }

    private static CsvLayout of(
            List<String> lines, boolean comments, char separator, Set<String> known, Spelling usual) {
        List<List<String>> rows = rows(text(lines, comments), separator);
        if (rows.isEmpty()) return new CsvLayout(separator, 0, false, comments, false, null, Numbers.POINT, false);
        int columns = usual(rows);
        boolean trailing = isTrailing(rows, columns);
        int width = trailing ? columns - 1 : columns;
        Numbers.Evidence evidence = Numbers.evidence(rows);
        boolean asUsual = usual != null && usual.fits(separator) && !evidence.contradicts(usual.numbers());
        Numbers numbers = asUsual ? usual.numbers() : evidence.numbers(separator);
        boolean header = isHeader(rows.get(0), rows.subList(1, rows.size()), width, numbers, known);
        String line = header || !comments || separator == ' ' ? null : commentedHeader(lines);
        if (line != null) {
            List<List<String>> found = rows(line.strip().substring(1), separator);
            boolean fits = found.size() == 1 && found.get(0).size() == width;
            if (!fits || !isHeader(found.get(0), rows, width, numbers, known)) line = null;
        }
        return new CsvLayout(
                separator, columns, trailing, comments, header || line != null, line, numbers, evidence.isSpelled());
    }

    private static boolean isTrailing(List<List<String>> rows, int columns) {
        return rows.size() > 1
                && rows.get(0).size() + 1 == columns
                && rows.stream()
                        .filter(row -> row.size() == columns)
                        .allMatch(row -> row.get(columns - 1).isEmpty());
    }

    private static boolean isHash(String line) {
        return line.stripLeading().startsWith("#");
    }

    /** The last line of comment before the first row. */
    private static String commentedHeader(List<String> lines) {
        String last = null;
        for (String line : lines) {
            if (!isHash(line)) return last;
            last = line;
        }
        return null;
    }

    private static boolean isHeader(
            List<String> first, List<List<String>> rows, int columns, Numbers numbers, Set<String> known) {
        if (!known.isEmpty() && first.containsAll(known)) return true;
        List<List<String>> full =
                rows.stream().filter(row -> row.size() >= columns).toList();
        // names without that of the first column, which numbers the rows
        int from = first.size() + 1 == columns && !full.isEmpty() ? 1 : 0;
        if (first.size() + from != columns) return false;
        return CsvHeader.names(
                first, full.stream().map(row -> row.subList(from, columns)).toList(), numbers);
    }

    /** The first separator that divides nearly all rows into the same number of fields. */
    private static char separator(String text) {
        if (hasDecimalCommas(rows(text, ' '))) return ' ';
        for (char separator : SEPARATORS) {
            List<List<String>> rows = rows(text, separator);
            int columns = rows.isEmpty() ? 1 : usual(rows);
            long same = rows.stream().filter(row -> row.size() == columns).count();
            if (columns > 1 && same >= 0.9 * rows.size()) return separator;
        }
        String first = text.lines().findFirst().orElse("");
        for (char separator : SEPARATORS) if (first.indexOf(separator) >= 0) return separator;
        return ' ';
    }

    /** {@code 1,5 2,5} has two columns, not three. */
    private static boolean hasDecimalCommas(List<List<String>> rows) {
        List<List<String>> data = rows.size() > 1 ? rows.subList(1, rows.size()) : rows;
        return !data.isEmpty()
                && usual(data) > 1
                && data.stream().flatMap(List::stream).allMatch(field -> field.matches("[+-]?\\d+(,\\d+)?"))
                && data.stream().flatMap(List::stream).anyMatch(field -> field.indexOf(',') > 0);
    }

    private static int usual(List<List<String>> rows) {
        Map<Integer, Integer> counts = new HashMap<>();
        int usual = 0;
        for (List<String> row : rows) {
            int size = row.size();
            if (counts.merge(size, 1, Integer::sum) > counts.getOrDefault(usual, 0) || usual == 0) usual = size;
        }
        return usual;
    }

    /** The rows that can be read with a separator. */
    private static List<List<String>> rows(String text, char separator) {
        List<List<String>> rows = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format(separator))) {
            for (CSVRecord row : parser) {
                List<String> fields = fields(row, separator);
                if (fields.size() > 1 || (fields.size() == 1 && !fields.get(0).isEmpty())) rows.add(fields);
                if (rows.size() == ROWS) break;
            }
        } catch (IOException | UncheckedIOException e) {
            return rows; // the reading of all rows names the mistake
        }
        return rows;
    }

    static CSVFormat format(char separator) {
        return CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreSurroundingSpaces(true)
                .get();
    }

    static List<String> fields(CSVRecord row, char separator) {
        Stream<String> fields = row.stream();
        return separator == ' '
                ? fields.filter(field -> !field.isEmpty()).toList()
                : fields.map(String::strip).toList();
    }

    /** Whether a line is left out. */
    boolean isComment(String line) {
        if (!comments || !isHash(line)) return false;
        List<List<String>> fields = rows(line, separator);
        return fields.isEmpty()
                || fields.get(0).size() != columns
                || !Numbers.isMissing(fields.get(0).get(0));
    }
}
