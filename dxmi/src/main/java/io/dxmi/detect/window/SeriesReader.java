package io.dxmi.detect.window;

import io.dxmi.detect.column.ColumnGuess;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Table;
import io.dxmi.detect.window.SeriesTable.Columns;
import io.dxmi.detect.window.SeriesTable.Part;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads time series: numbers as they come, so that a table of a million rows is never in memory as text. */
public final class SeriesReader implements CsvRows.Sink {

    /** What the columns are is seen from so many rows. */
    private static final int HEAD = 10_000;

    private final String where;
    private final Function<Table, Columns> plan;
    private final List<String[]> head = new ArrayList<>();
    private final Map<String, Integer> groups = new LinkedHashMap<>();
    private List<String> names = List.of();
    private Numbers numbers = Numbers.POINT;
    private Spelling spelling;
    private Columns columns;
    private RowOrder order;
    private int[] empty = new int[0];
    private int width = -1;
    private int rows;
    private double[] values = new double[0];
    private int[] lines = new int[1024];
    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private int[] label = new int[1024];
    private int[] group = new int[1024];
    private String[] times = new String[1024];

    private SeriesReader(String where, Function<Table, Columns> plan) {
        this.where = where;
        this.plan = plan;
    }

    /**
     * Reads a table.
     *
     * @param known names of columns: a first row that holds all of them is a header
     * @param usual the spelling of tables like this, which is taken where this one does not contradict it; or null
     * @param plan says what the columns are, from the first rows
     * @throws UserError if the file cannot be read, has no rows, or a field is no number
     */
    public static SeriesTable read(Path file, Set<String> known, Spelling usual, Function<Table, Columns> plan) {
        if (Files.isDirectory(file)) throw new UserError("expected a CSV file at " + file + ", got a folder");
        Bounds.requireFile(file);
        SeriesReader reader = new SeriesReader(file.toString(), plan);
        try (BufferedReader in = TextFiles.open(file)) {
            CsvRows.read(in, file.toString(), known, usual, reader);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + (Files.exists(file) ? e.toString() : "no such file"), e);
        }
        return reader.table();
    }

    @Override
    public void spelled(Spelling found) {
        spelling = found;
    }

    @Override
    public void begin(List<String> found, Numbers spelled) {
        names = found;
        numbers = spelled;
    }

    @Override
    public void row(long line, List<String> fields) {
        if (width < 0) width = names.isEmpty() ? fields.size() : names.size();
        if (fields.size() != width) {
            throw new UserError(
                    where + ":" + line + ": expected " + width + " columns as in the first row, got " + fields.size());
        }
        if (rows == lines.length) grow();
        lines[rows] = (int) line;
        if (columns == null) {
            head.add(fields.toArray(String[]::new));
            rows++;
            if (rows == HEAD) decide();
        } else {
            add(rows++, fields);
        }
    }

    private void decide() {
        if (head.isEmpty()) throw new UserError(where + ": expected rows of numbers, found none");
        columns = plan.apply(Table.of(where, names, head, Arrays.copyOf(lines, rows), numbers));
        if (columns.clock() != null) order = new RowOrder(where, columns.name(columns.time()), columns.clock());
        empty = columns.leftOut().entrySet().stream()
                .filter(entry -> entry.getValue().equals(ColumnGuess.NO_VALUE))
                .mapToInt(entry -> columns.names().indexOf(entry.getKey()))
                .toArray();
        values = new double[lines.length * columns.channels().length];
        for (int i = 0; i < rows; i++) add(i, Arrays.asList(head.get(i)));
        head.clear();
    }

    private void grow() {
        int size = 2 * lines.length;
        lines = Arrays.copyOf(lines, size);
        label = Arrays.copyOf(label, size);
        group = Arrays.copyOf(group, size);
        times = Arrays.copyOf(times, size);
        if (columns != null) values = Arrays.copyOf(values, size * columns.channels().length);
    }

    private void add(int row, List<String> fields) {
        requireEmpty(row, fields);
        int[] channels = columns.channels();
        for (int c = 0; c < channels.length; c++) {
            values[row * channels.length + c] = number(row, channels[c], fields.get(channels[c]));
        }
        if (columns.label() >= 0)
            label[row] = labels.computeIfAbsent(fields.get(columns.label()), text -> labels.size());
        if (columns.group() >= 0)
            group[row] = groups.computeIfAbsent(fields.get(columns.group()), name -> groups.size());
        if (columns.time() >= 0) times[row] = fields.get(columns.time());
        if (columns.clock() != null) order.next(group[row], lines[row], times[row]);
    }

    /** A column is left out because its first rows have no value: later ones would be lost unnoticed. */
    private void requireEmpty(int row, List<String> fields) {
        for (int column : empty) {
            String field = fields.get(column);
            if (Numbers.isMissing(field)) continue;
            String name = columns.names().get(column);
            throw new UserError(where + ":" + lines[row] + ", column " + name + ": expected no value as in the first "
                    + HEAD + " rows, got " + CsvRows.shown(field) + "; fit on the rows that have one, or leave the"
                    + " column out with " + UserError.parameter("drop") + " " + name);
        }
    }

    private double number(int row, int column, String field) {
        if (Numbers.isMissing(field)) return Double.NaN;
        double number = numbers.parse(field);
        if (Double.isFinite(number)) return number;
        String name = columns.names().get(column);
        throw new UserError(where + ":" + lines[row] + ", column " + name + ": expected a finite number, got "
                + CsvRows.shown(field) + "; correct it, leave it empty, or leave the column out of the fit with "
                + UserError.parameter("drop") + " " + name);
    }

    /** Labels of the rows: what marks normal ones is seen from all rows, since anomalies may come late. */
    private byte[] labelled() {
        byte[] known = new byte[rows];
        Arrays.fill(known, (byte) Sample.UNKNOWN);
        if (columns.label() < 0) return known;
        String[] texts = labels.keySet().toArray(String[]::new);
        columns = columns.seeing(texts);
        byte[] ofText = new byte[texts.length];
        for (int i = 0; i < texts.length; i++)
            ofText[i] = (byte) columns.choice().labelOf(texts[i]);
        for (int i = 0; i < rows; i++) known[i] = ofText[label[i]];
        return known;
    }

    private SeriesTable table() {
        if (columns == null) decide();
        byte[] known = labelled();
        int channels = columns.channels().length;
        int[] lengths = new int[Math.max(1, groups.size())];
        for (int i = 0; i < rows; i++) lengths[group[i]]++;
        List<String> all = groups.isEmpty() ? List.of("") : List.copyOf(groups.keySet());
        List<Part> parts = new ArrayList<>();
        int[] next = new int[lengths.length];
        int from = 0;
        for (int g = 0; g < lengths.length; g++) {
            parts.add(new Part(all.get(g), from, from + lengths[g]));
            next[g] = from;
            from += lengths[g];
        }
        boolean named = columns.time() >= 0;
        if (lengths.length == 1) {
            return new SeriesTable(
                    where,
                    columns,
                    Arrays.copyOf(values, rows * channels),
                    parts,
                    Arrays.copyOf(lines, rows),
                    known,
                    named ? Arrays.copyOf(times, rows) : null,
                    spelling);
        }
        double[] sorted = new double[rows * channels];
        int[] sortedLines = new int[rows];
        byte[] sortedLabels = new byte[rows];
        String[] sortedTimes = named ? new String[rows] : null;
        for (int i = 0; i < rows; i++) {
            int at = next[group[i]]++;
            System.arraycopy(values, i * channels, sorted, at * channels, channels);
            sortedLines[at] = lines[i];
            sortedLabels[at] = known[i];
            if (named) sortedTimes[at] = times[i];
        }
        return new SeriesTable(where, columns, sorted, parts, sortedLines, sortedLabels, sortedTimes, spelling);
    }
}
