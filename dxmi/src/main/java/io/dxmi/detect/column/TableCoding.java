package io.dxmi.detect.column;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import io.dxmi.samplers.data.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How the rows of a table become features.
 *
 * @param columns that are features, in order
 * @param id column that names the rows, or null
 * @param leftOut columns that are no features, with the reason
 * @param unlabelled rows that were left out of the fit because they have no label, while others have
 * @param spelling of the table of the fit; null if it is not known
 */
public record TableCoding(
        List<ColumnCode> columns, String id, Map<String, String> leftOut, int unlabelled, Spelling spelling) {

    /** All columns are numbers. */
    public static TableCoding numbers(List<String> names) {
        return new TableCoding(names.stream().map(ColumnCode::number).toList(), null, Map.of(), 0, null);
    }

    /** What is stored beside the names of all columns: those that are no numbers. */
    public TableCoding stored() {
        return new TableCoding(
                columns.stream()
                        .filter(column -> column.kind() != ColumnKind.NUMBER)
                        .toList(),
                id,
                leftOut,
                unlabelled,
                spelling);
    }

    /** The coding of all columns, from what was stored. */
    public TableCoding restored(List<String> names) {
        Map<String, ColumnCode> special = new HashMap<>();
        columns.forEach(column -> special.put(column.name(), column));
        return new TableCoding(
                names.stream()
                        .map(name -> special.getOrDefault(name, ColumnCode.number(name)))
                        .toList(),
                id,
                leftOut,
                unlabelled,
                spelling);
    }

    public TableCoding withUnlabelled(int rows) {
        return new TableCoding(columns, id, leftOut, rows, spelling);
    }

    public TableCoding withSpelling(Spelling found) {
        return new TableCoding(columns, id, leftOut, unlabelled, found);
    }

    /**
     * How numbers are spelled that come without a table: as in the table of the fit, or as programs write them. A point is
     * decimal, never a mark of thousands, where a comma is decimal too.
     */
    public Numbers numbers() {
        boolean point = spelling == null
                || spelling.numbers() == null
                || spelling.numbers().decimal() == '.';
        return point ? Numbers.POINT : new Numbers(',', false);
    }

    public int width() {
        return columns.stream().mapToInt(ColumnCode::width).sum();
    }

    /** Names of the features, in order. */
    public List<String> features() {
        return columns.stream().flatMap(column -> column.features().stream()).toList();
    }

    /** What each standardised feature counts. */
    public double[] weights() {
        return columns.stream()
                .flatMapToDouble(column -> IntStream.range(0, column.width()).mapToDouble(column::weight))
                .toArray();
    }

    /** Whether every column is a number. */
    public boolean allNumbers() {
        return columns.stream().allMatch(column -> column.kind() == ColumnKind.NUMBER);
    }

    /**
     * Features of a row, NaN where a value is missing.
     *
     * @param fields of {@link #columns}, in their order
     * @param place of the row, for messages
     * @throws UserError naming the column of a field that is of another kind
     */
    public double[] encode(List<String> fields, Numbers numbers, String place) {
        double[] out = new double[width()];
        int at = 0;
        for (int j = 0; j < columns.size(); j++) {
            ColumnCode column = columns.get(j);
            if (!column.encode(fields.get(j), numbers, out, at)) {
                String wanted =
                        column.kind() == ColumnKind.NUMBER ? "a finite number" : "a date like " + column.format();
                throw new UserError(place + ", column " + column.name() + ": expected " + wanted
                        + ", got " + CsvRows.shown(fields.get(j)) + "; correct it, leave it empty, or leave the"
                        + " column out of the fit with " + UserError.parameter("drop") + " " + column.name());
            }
            at += column.width();
        }
        return out;
    }

    /**
     * Parts of each column from parts of each feature.
     *
     * @param features non-negative, (width)
     */
    public double[] byColumn(double[] features) {
        double[] out = new double[columns.size()];
        int at = 0;
        for (int j = 0; j < out.length; j++) {
            int width = columns.get(j).width();
            out[j] = Arrays.stream(features, at, at + width).sum();
            at += width;
        }
        return out;
    }

    /** Texts of date columns that are no dates and were taken as missing, by column. */
    public Map<String, List<String>> takenAsMissing() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (ColumnCode column : columns) {
            if (column.kind() == ColumnKind.DATE && !column.levels().isEmpty()) all.put(column.name(), column.levels());
        }
        return all;
    }

    /** Columns whose text the fit did not see. */
    public List<String> unknown(List<String> fields) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < columns.size(); j++) {
            if (!columns.get(j).knows(fields.get(j))) names.add(columns.get(j).name());
        }
        return names;
    }
}
