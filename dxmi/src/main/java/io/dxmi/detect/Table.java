package io.dxmi.detect;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file as text: named columns, one sample a row. Fields are separated by semicolons, tabs or commas, whichever the
 * first line has, and may be quoted. A first line without any number is a header; otherwise columns are called c1, c2, ….
 *
 * @param where the file, for messages
 * @param lines number of each row's line in the file
 * @param header whether the names come from the file
 */
record Table(String where, List<String> names, List<String[]> rows, int[] lines, boolean header) {

    private static final Set<String> MISSING = Set.of("", "na", "nan", "n/a", "null", "none", "?");

    /** @throws UserError if the file cannot be read, has no rows, or a row of another length */
    static Table read(Path file) {
        if (Files.isDirectory(file)) throw new UserError("expected a CSV file at " + file + ", got a folder");
        boolean zipped = file.toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream bytes = zipped ? new GZIPInputStream(raw) : raw;
                BufferedReader in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            if (zipped) Bounds.requireModestGzip(file);
            return read(in, file.toString());
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + (Files.exists(file) ? e.toString() : "no such file"), e);
        }
    }

    private static Table read(BufferedReader in, String where) throws IOException {
        List<String[]> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        char separator = 0;
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (number == 1 && line.startsWith("\uFEFF")) line = line.substring(1); // byte order mark
            if (line.isBlank() || line.startsWith("#")) continue;
            if (separator == 0) separator = line.indexOf(';') >= 0 ? ';' : line.indexOf('\t') >= 0 ? '\t' : ',';
            String[] fields = split(line, separator);
            if (!rows.isEmpty() && fields.length != rows.get(0).length) {
                throw new UserError(where + ":" + number + ": expected " + rows.get(0).length
                        + " columns as in the first row, got " + fields.length);
            }
            rows.add(fields);
            lines.add(number);
        }
        boolean header = !rows.isEmpty() && Arrays.stream(rows.get(0)).noneMatch(Table::isNumberOrMissing);
        List<String> names = new ArrayList<>();
        if (header) {
            names.addAll(List.of(rows.remove(0)));
            lines.remove(0);
            Set<String> distinct = Set.copyOf(names.stream().distinct().toList());
            if (distinct.size() < names.size()) throw new UserError(where + ": two columns have the same name");
        }
        if (rows.isEmpty()) throw new UserError(where + ": expected rows of numbers, found none");
        for (int i = names.size(); i < rows.get(0).length; i++) names.add("c" + (i + 1));
        int[] numbers = lines.stream().mapToInt(Integer::intValue).toArray();
        return new Table(where, List.copyOf(names), rows, numbers, header);
    }

    /** Splits at separators outside quotes; a doubled quote inside quotes is a quote. */
    private static String[] split(String line, char separator) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields.toArray(String[]::new);
    }

    private static boolean isNumberOrMissing(String text) {
        if (MISSING.contains(text.toLowerCase(Locale.ROOT))) return true;
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The position of a column by name. @throws UserError if there is none of that name */
    int column(String name) {
        int i = names.indexOf(name);
        if (i >= 0) return i;
        String all = names.size() <= 12
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 12)) + ", … (" + names.size() + " in all)";
        throw new UserError(where + " has no column '" + name + "'; it has " + all);
    }

    /** The texts of one column. */
    String[] texts(String name) {
        int column = column(name);
        return rows.stream().map(row -> row[column]).toArray(String[]::new);
    }

    /**
     * The numbers of the given columns and rows, (kept.length, columns), NaN where one is missing.
     *
     * @throws UserError naming line and column of a field that is neither
     */
    float[] numbers(List<String> columns, int[] kept) {
        int[] at = columns.stream().mapToInt(this::column).toArray();
        float[] values = new float[kept.length * at.length];
        for (int i = 0; i < kept.length; i++) {
            String[] row = rows.get(kept[i]);
            for (int j = 0; j < at.length; j++) {
                values[i * at.length + j] = number(row[at[j]], lines[kept[i]], names.get(at[j]));
            }
        }
        return values;
    }

    private float number(String text, int line, String column) {
        if (MISSING.contains(text.toLowerCase(Locale.ROOT))) return Float.NaN;
        try {
            float value = Float.parseFloat(text);
            if (!Float.isInfinite(value)) return value;
        } catch (NumberFormatException e) {
            // named below
        }
        String shown = text.substring(0, Math.min(40, text.length())).replaceAll("\\p{Cntrl}", "?");
        throw new UserError(where + ":" + line + ", column " + column + ": expected a finite number, got '" + shown
                + "'; leave a column of text out with --drop " + column);
    }
}
