package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of text fields, the one reading of tables in this project. Fields are separated by semicolons, tabs, bars, commas or
 * blanks, whichever divides the rows evenly (in this order), or by what a first line {@code sep=;} says; they may be quoted,
 * with a doubled quote for a quote. Empty lines, lines that begin with # and a byte order mark are skipped.
 */
public final class CsvRows {

    /** The first line of a table that states its separator, as spreadsheets write it. */
    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)[ \\t]*sep=(.)[ \\t]*(\\r\\n|\\r|\\n)");

    /** What is part of a name, a number or a quoted field. */
    private static final Pattern NO_SEPARATOR = Pattern.compile("[\\p{L}\\p{N}\".+-]");

    /** Characters that the layout is guessed from. */
    private static final int START = 1 << 16;

    /** More of them, where lines are long. */
    private static final int LONGEST = 1 << 24;

    private static final int WHOLE_LINES = 4;

    private CsvRows() {}

    /** Takes rows one after the other. */
    public interface Sink {

        /**
         * Takes what is known before the first row.
         *
         * @param names of the columns, empty if the file has none; a first column that has none is called ""
         * @param numbers how numbers are spelled
         */
        default void begin(List<String> names, Numbers numbers) {}

        /** Takes how the table is written, before {@link #begin}. */
        default void spelled(Spelling spelling) {}

        /**
         * Takes one row.
         *
         * @param line number of the row's last line in the file, from 1
         */
        void row(long line, List<String> fields);
    }

    /** Reads all rows of a file whose columns nobody knows. */
    public static void read(BufferedReader in, String where, Sink sink) throws IOException {
        read(in, where, Set.of(), null, sink);
    }

    /**
     * Reads all rows, without a limit on their length.
     *
     * @param where the file's name, for messages
     * @param known names of columns: a first row that holds all of them is a header
     * @param usual the spelling of tables like this, which is taken where this one does not contradict it; or null
     * @throws UserError naming the line where a quoted field does not end as it should
     */
    public static void read(BufferedReader in, String where, Set<String> known, Spelling usual, Sink sink)
            throws IOException {
        String start = start(in);
        if (start.startsWith("\uFEFF")) start = start.substring(1);
        int end = Math.max(start.lastIndexOf('\n'), start.lastIndexOf('\r')) + 1;
        String sample = start.length() < START || end == 0 ? start : start.substring(0, end);
        Matcher stated = SEPARATOR_LINE.matcher(sample);
        boolean states = stated.lookingAt();
        CsvLayout layout = states
                ? CsvLayout.of(sample.substring(stated.end()), separator(stated.group(1), where), known, usual)
                : CsvLayout.of(sample, known, usual);
        sink.spelled(new Spelling(layout.separator(), layout.spelled() ? layout.numbers() : null));
        Reader all = new Lines(new BufferedReader(new Joined(start, in)), layout, states);
        try (CSVParser parser = CSVParser.parse(all, CsvLayout.format(layout.separator()))) {
            rows(parser, layout, where, sink);
        }
    }

    /** The beginning, with a few whole lines however long they are. */
    private static String start(BufferedReader in) throws IOException {
        StringBuilder start = new StringBuilder();
        char[] block = new char[START];
        long lines = 0;
        while (start.length() < START || (lines < WHOLE_LINES && start.length() < LONGEST)) {
            int n = in.read(block);
            if (n < 0) return start.append('\n').toString();
            start.append(block, 0, n);
            for (int i = 0; i < n; i++) if (block[i] == '\n' || block[i] == '\r') lines++;
        }
        return start.toString();
    }

    private static char separator(String stated, String where) {
        if (stated.length() == 1 && !NO_SEPARATOR.matcher(stated).matches()) return stated.charAt(0);
        throw new UserError(
                where + ":1: expected a character that separates fields after sep=, such as ; or a tab, got "
                        + shown(stated));
    }

    private static void rows(CSVParser parser, CsvLayout layout, String where, Sink sink) throws IOException {
        try {
            boolean begun = false;
            for (CSVRecord record : parser) {
                List<String> fields = CsvLayout.fields(record, layout.separator());
                if (fields.isEmpty() || (fields.size() == 1 && fields.get(0).isEmpty())) continue;
                if (!begun) {
                    begun = true;
                    sink.begin(layout.header() ? names(fields, layout) : List.of(), layout.numbers());
                    if (layout.header()) continue;
                }
                // a separator behind the last field
                boolean longer = fields.size() == layout.columns() && layout.trailing();
                sink.row(parser.getCurrentLineNumber(), longer ? fields.subList(0, fields.size() - 1) : fields);
            }
            if (!begun) sink.begin(List.of(), layout.numbers());
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof CSVException)) throw e.getCause();
            throw new UserError(
                    where + ":" + parser.getCurrentLineNumber()
                            + ": expected a quoted field to end before the next separator",
                    e);
        }
    }

    private static List<String> names(List<String> fields, CsvLayout layout) {
        if (layout.trailing() || fields.size() + 1 != layout.columns()) return fields;
        List<String> names = new ArrayList<>(fields);
        names.add(0, "");
        return names;
    }

    /** A field as an error message shows it: at most 40 characters, without control characters. */
    public static String shown(String field) {
        String text = field.substring(0, Math.min(40, field.length()));
        return text.isEmpty() ? "nothing" : "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    /** What was read already, and the rest. */
    private static final class Joined extends Reader {

        private final String start;
        private final Reader rest;
        private int at;

        Joined(String start, Reader rest) {
            this.start = start;
            this.rest = rest;
        }

        @Override
        public int read(char[] out, int offset, int length) throws IOException {
            if (at == start.length()) return rest.read(out, offset, length);
            int count = Math.min(length, start.length() - at);
            start.getChars(at, at + count, out, offset);
            at += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }

    /** Lines without comments, each at its number. */
    private static final class Lines extends Reader {

        private final BufferedReader in;
        private final CsvLayout layout;
        private String line = "";
        private int at;
        private boolean skipsFirst;
        private boolean quoted;

        Lines(BufferedReader in, CsvLayout layout, boolean skipsFirst) {
            this.in = in;
            this.layout = layout;
            this.skipsFirst = skipsFirst;
        }

        @Override
        public int read(char[] out, int offset, int length) throws IOException {
            if (at == line.length() && !next()) return -1;
            int count = Math.min(length, line.length() - at);
            line.getChars(at, at + count, out, offset);
            at += count;
            return count;
        }

        private boolean next() throws IOException {
            String text = in.readLine();
            if (text == null) return false;
            at = 0;
            if (skipsFirst) text = "";
            skipsFirst = false;
            if (!quoted && text.equals(layout.headerLine())) text = text.strip().substring(1);
            else if (!quoted && layout.isComment(text)) text = "";
            if (quoted || text.indexOf('"') >= 0) quoted = endsQuoted(text);
            line = text + "\n";
            return true;
        }

        /** Whether a quoted field goes on in the next line. */
        private boolean endsQuoted(String text) {
            boolean inside = quoted;
            boolean start = !inside;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (inside && c == '"') {
                    boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == '"';
                    if (doubled) i++;
                    else inside = false;
                } else if (!inside) {
                    inside = start && c == '"';
                    start = c == layout.separator() || (start && Character.isWhitespace(c));
                }
            }
            return inside;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
