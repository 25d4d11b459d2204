package io.dxmi.detect.data;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file as text, read by {@link CsvRows}: named columns, one sample a row. Columns without a header are called c1, c2, ….
 *
 * @param where the file, for messages
 * @param lines number of each row's line in the file
 * @param header whether the names come from the file
 */
public record Table(String where, List<String> names, List<String[]> rows, int[] lines, boolean header) {

    /** Reads a table. @throws UserError if the file cannot be read, has no rows, or a row of another length */
    public static Table read(Path file) {
        if (Files.isDirectory(file)) throw new UserError("expected a CSV file at " + file + ", got a folder");
        Bounds.requireFile(file);
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
        List<Long> lines = new ArrayList<>();
        CsvRows.read(in, where, (line, fields) -> {
            if (!rows.isEmpty() && fields.size() != rows.get(0).length) {
                throw new UserError(where + ":" + line + ": expected " + rows.get(0).length
                        + " columns as in the first row, got " + fields.size());
            }
            rows.add(fields.toArray(String[]::new));
            lines.add(line);
        });
        boolean header = !rows.isEmpty() && CsvRows.isHeader(List.of(rows.get(0)));
        List<String> names = new ArrayList<>();
        if (header) {
            names.addAll(List.of(rows.remove(0)));
            lines.remove(0);
            Set<String> distinct = Set.copyOf(names.stream().distinct().toList());
            if (distinct.size() < names.size()) throw new UserError(where + ": two columns have the same name");
        }
        if (rows.isEmpty()) throw new UserError(where + ": expected rows of numbers, found none");
        for (int i = names.size(); i < rows.get(0).length; i++) names.add("c" + (i + 1));
        int[] numbers = lines.stream().mapToInt(Long::intValue).toArray();
        return new Table(where, List.copyOf(names), rows, numbers, header);
    }

    /** The position of a column by name. @throws UserError if there is none of that name */
    public int column(String name) {
        int i = names.indexOf(name);
        if (i >= 0) return i;
        String all = names.size() <= 12
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 12)) + ", … (" + names.size() + " in all)";
        throw new UserError(where + " has no column '" + name + "'; it has " + all);
    }

    /** The texts of one column. */
    public String[] texts(String name) {
        int column = column(name);
        return rows.stream().map(row -> row[column]).toArray(String[]::new);
    }

    /**
     * The numbers of the given columns and rows, (kept.length, columns), NaN where one is missing.
     *
     * @throws UserError naming line and column of a field that is neither
     */
    public float[] numbers(List<String> columns, int[] kept) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.size(); i++) positions.putIfAbsent(names.get(i), i);
        int[] at = columns.stream()
                .mapToInt(name -> positions.containsKey(name) ? positions.get(name) : column(name))
                .toArray();
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
        if (CsvRows.isMissing(text)) return Float.NaN;
        if (CsvRows.isFinite(text)) return Float.parseFloat(text);
        throw new UserError(where + ":" + line + ", column " + column + ": expected a finite number, got "
                + CsvRows.shown(text) + "; leave a column of text out with " + UserError.parameter("drop") + " "
                + column);
    }
}
