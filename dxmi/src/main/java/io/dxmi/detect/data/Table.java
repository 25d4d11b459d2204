package io.dxmi.detect.data;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import io.dxmi.samplers.data.Spelling;
import io.dxmi.samplers.data.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A CSV file as text, read by {@link CsvRows}: named columns, one sample a row. Columns without a name are called c1, c2, ….
 *
 * @param where the file, for messages
 * @param lines number of each row's line in the file
 * @param header whether the names come from the file
 * @param nameless columns of a file with names that have none
 * @param numbers how numbers are read
 * @param spelling what the file itself tells of how it is written; null if nobody looked
 */
public record Table(
        String where,
        List<String> names,
        List<String[]> rows,
        int[] lines,
        boolean header,
        Set<String> nameless,
        Numbers numbers,
        Spelling spelling) {

    /** Reads a table. @throws UserError if the file cannot be read, has no rows, or a row of another length */
    public static Table read(Path file) {
        return read(file, Set.of(), null);
    }

    /**
     * Reads a table.
     *
     * @param known names of columns: a first row that holds all of them is a header
     * @param usual the spelling of tables like this, which is taken where this one does not contradict it; or null
     * @throws UserError if the file cannot be read, has no rows, or a row of another length
     */
    public static Table read(Path file, Set<String> known, Spelling usual) {
        if (Files.isDirectory(file)) throw new UserError("expected a CSV file at " + file + ", got a folder");
        Bounds.requireFile(file);
        try (BufferedReader in = TextFiles.open(file)) {
            return new Reading(file.toString()).read(in, known, usual);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + (Files.exists(file) ? e.toString() : "no such file"), e);
        }
    }

    /** Collects rows. */
    private static final class Reading implements CsvRows.Sink {

        private final String where;
        private final List<String[]> rows = new ArrayList<>();
        private final List<Long> lines = new ArrayList<>();
        private List<String> names = List.of();
        private Numbers numbers = Numbers.POINT;
        private Spelling spelling;

        Reading(String where) {
            this.where = where;
        }

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
            int expected = !names.isEmpty() ? names.size() : rows.isEmpty() ? fields.size() : rows.get(0).length;
            if (fields.size() != expected) {
                throw new UserError(where + ":" + line + ": expected " + expected + " columns as in the first row, got "
                        + fields.size());
            }
            rows.add(fields.toArray(String[]::new));
            lines.add(line);
        }

        Table read(BufferedReader in, Set<String> known, Spelling usual) throws IOException {
            CsvRows.read(in, where, known, usual, this);
            if (rows.isEmpty()) throw new UserError(where + ": expected rows of numbers, found none");
            int[] at = lines.stream().mapToInt(Long::intValue).toArray();
            return of(where, names, rows, at, numbers).spelled(spelling);
        }
    }

    /**
     * A table of rows that are read already.
     *
     * @param names from the file's header, empty if it has none
     * @param rows at least one
     */
    public static Table of(String where, List<String> names, List<String[]> rows, int[] lines, Numbers numbers) {
        Set<String> nameless = new HashSet<>();
        Set<String> all = new LinkedHashSet<>();
        Map<String, Integer> times = new HashMap<>();
        for (int i = 0; i < rows.get(0).length; i++) {
            String name = names.isEmpty() ? "" : names.get(i);
            if (name.isEmpty()) name = "c" + (i + 1);
            String distinct = name;
            for (int n = times.merge(name, 1, Integer::sum); all.contains(distinct); n++)
                distinct = name + " (" + n + ")";
            if (!names.isEmpty() && names.get(i).isEmpty()) nameless.add(distinct);
            all.add(distinct);
        }
        return new Table(where, List.copyOf(all), rows, lines, !names.isEmpty(), nameless, numbers, null);
    }

    private Table spelled(Spelling found) {
        return new Table(where, names, rows, lines, header, nameless, numbers, found);
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

    /** The positions of columns by name, for tables of very many. @throws UserError if there is none of a name */
    public int[] columns(List<String> wanted) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.size(); i++) positions.putIfAbsent(names.get(i), i);
        return wanted.stream()
                .mapToInt(name -> positions.containsKey(name) ? positions.get(name) : column(name))
                .toArray();
    }

    /** The texts of one column. */
    public String[] texts(String name) {
        return texts(column(name));
    }

    /** The texts of the column at a position. */
    public String[] texts(int column) {
        return rows.stream().map(row -> row[column]).toArray(String[]::new);
    }

    /** The fields of one row in some columns. */
    public List<String> fields(int row, int[] columns) {
        String[] all = rows.get(row);
        return Arrays.stream(columns).mapToObj(j -> all[j]).toList();
    }

    /** File and line of a row. */
    public String place(int row) {
        return where + ":" + lines[row];
    }
}
