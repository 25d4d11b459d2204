package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of text fields, the one reading of tables in this project. Fields are separated by semicolons, tabs, commas or
 * blanks, whichever the first row has, in this order; they may be quoted, with a doubled quote for a quote. Empty lines,
 * lines that begin with # and a byte order mark are skipped.
 */
public final class CsvRows {

    private static final Set<String> MISSING = Set.of("", "na", "nan", "n/a", "null", "none", "?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(nan|inf|infinity)");

    private CsvRows() {}

    /** Takes rows one after the other. */
    public interface Sink {
        /**
         * Takes one row.
         *
         * @param line number of the row's last line in the file, from 1
         */
        void row(long line, List<String> fields);
    }

    /**
     * Reads all rows, without a limit on their length.
     *
     * @param where the file's name, for messages
     * @throws UserError naming the line where a quoted field does not end as it should
     */
    public static void read(BufferedReader in, String where, Sink sink) throws IOException {
        int skipped = -1;
        String first;
        do {
            first = in.readLine();
            if (++skipped == 0 && first != null && first.startsWith("\uFEFF")) first = first.substring(1);
        } while (first != null && isSkipped(first));
        if (first == null) return;
        PushbackReader all = new PushbackReader(in, first.length() + 1);
        all.unread((first + "\n").toCharArray());
        char separator = separatorOf(first);
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setCommentMarker('#')
                .setIgnoreSurroundingSpaces(true)
                .get();
        try (CSVParser parser = CSVParser.parse(all, format)) {
            rows(parser, separator == ' ', skipped, where, sink);
        }
    }

    private static void rows(CSVParser parser, boolean blanks, long skipped, String where, Sink sink)
            throws IOException {
        try {
            for (CSVRecord row : parser) {
                List<String> fields = row.toList();
                if (blanks)
                    fields = fields.stream().filter(field -> !field.isEmpty()).toList();
                else fields = fields.stream().map(String::strip).toList();
                if (isRow(fields)) sink.row(skipped + parser.getCurrentLineNumber(), fields);
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof CSVException)) throw e.getCause();
            throw new UserError(
                    where + ":" + (skipped + parser.getCurrentLineNumber())
                            + ": expected a quoted field to end before the next separator",
                    e);
        }
    }

    /** Whether the fields are more than an empty line or a comment behind blanks. */
    private static boolean isRow(List<String> fields) {
        if (fields.isEmpty() || fields.get(0).startsWith("#")) return false;
        return fields.size() > 1 || !fields.get(0).isEmpty();
    }

    private static boolean isSkipped(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    private static char separatorOf(String line) {
        for (char separator : new char[] {';', '\t', ','}) {
            if (line.indexOf(separator) >= 0) return separator;
        }
        return ' ';
    }

    /** Whether a field stands for a missing value: empty, or NA, NaN, N/A, null, none or ? in either case. */
    public static boolean isMissing(String field) {
        return MISSING.contains(field.toLowerCase(Locale.ROOT));
    }

    /** Whether a first row names the columns: no field is a number or missing. */
    public static boolean isHeader(List<String> fields) {
        return fields.stream()
                .noneMatch(field -> isMissing(field)
                        || NUMBER.matcher(field).matches()
                        || NOT_FINITE.matcher(field).matches());
    }

    /** Whether a field is a number that float32 can hold; hexadecimal digits and suffixes of Java are not. */
    public static boolean isFinite(String field) {
        return NUMBER.matcher(field).matches() && Float.isFinite(Float.parseFloat(field));
    }

    /** A field as an error message shows it: at most 40 characters, without control characters. */
    public static String shown(String field) {
        String text = field.substring(0, Math.min(40, field.length()));
        return text.isEmpty() ? "nothing" : "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
