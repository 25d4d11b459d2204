package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A table of finite numbers read from text.
 *
 * <p>Fields are separated by semicolons, tabs, commas or blanks, whichever the first line has, in this order. Empty lines
 * and lines that begin with # are skipped. A first line in which no field is a number is a header.
 *
 * @param values (rows, columns)
 */
record CsvTable(int columns, float[] values) {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(nan|na|inf|infinity)");

    /**
     * @param where the file's name, for messages
     * @throws UserError naming line and column of the first field that is no finite number, a row of another length, or
     *     the lack of any row
     */
    static CsvTable read(BufferedReader in, String where) throws IOException {
        Pattern separator = null;
        int columns = 0;
        float[] values = new float[1024];
        int count = 0;
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (number == 1 && line.startsWith("\uFEFF")) line = line.substring(1); // byte order mark
            if (line.isBlank() || line.stripLeading().startsWith("#")) continue;
            boolean first = separator == null;
            if (first) separator = separatorOf(line);
            String[] fields = separator.split(line.strip(), -1);
            if (first) columns = fields.length;
            String place = where + ":" + number;
            if (fields.length != columns) {
                throw new UserError(place + ", column " + (Math.min(fields.length, columns) + 1) + ": expected "
                        + columns + " columns as in the first row, got " + fields.length);
            }
            if (first && isHeader(fields)) continue;
            if (count + columns > values.length) values = grow(values, where);
            for (int i = 0; i < columns; i++) values[count++] = number(fields[i], place, i + 1);
        }
        if (count == 0) throw new UserError(where + ": expected rows of numbers, found none");
        return new CsvTable(columns, Arrays.copyOf(values, count));
    }

    private static Pattern separatorOf(String line) {
        for (String separator : new String[] {";", "\t", ","}) {
            if (line.contains(separator)) return Pattern.compile(separator);
        }
        return Pattern.compile("\\s+");
    }

    private static boolean isHeader(String[] fields) {
        for (String field : fields) {
            String text = unquoted(field);
            if (text.isEmpty()
                    || NUMBER.matcher(text).matches()
                    || NOT_FINITE.matcher(text).matches()) return false;
        }
        return true;
    }

    private static float number(String field, String place, int column) {
        String text = unquoted(field);
        if (NUMBER.matcher(text).matches()) {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) return value;
        }
        String shown = text.isEmpty() ? "nothing" : "'" + text.substring(0, Math.min(40, text.length())) + "'";
        throw new UserError(place + ", column " + column + ": expected a finite number, got "
                + shown.replaceAll("\\p{Cntrl}", "?"));
    }

    private static String unquoted(String field) {
        String text = field.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    private static float[] grow(float[] values, String where) {
        long wanted = Math.min(2L * values.length, Integer.MAX_VALUE - 8);
        if (wanted == values.length) throw new UserError(where + ": more than 2^31 numbers are not supported");
        return Arrays.copyOf(values, (int) wanted);
    }
}
