package io.dxmi.detect.curve;

import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.Loaded;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.Table;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Curves on disk: each row of a table or of an array (N, n) is one curve, its n values at equal distances. */
public final class CurveData {

    /** Fewer values do not tell names of places from a curve. */
    private static final int MANY = 8;

    /** Fewer rows do not tell labels from values that are equal by chance. */
    private static final int ROWS_OF_LABELS = 5;

    private CurveData() {}

    /**
     * Curves of a file.
     *
     * @param header whether the file has names of columns
     * @param choice with the column of the labels and what marks normal curves
     * @param leftOut columns that are no values; the first of them names the rows
     * @param spelling of the table; null of an array
     */
    public record Curves(Samples samples, boolean header, TableChoice choice, List<String> leftOut, Spelling spelling) {

        /** Those that are normal: by their labels, or all where there are no labels. @throws UserError if there are none */
        public Samples normal() {
            int[] labels = samples.labels();
            boolean some = Arrays.stream(labels).anyMatch(label -> label != Sample.UNKNOWN);
            int[] kept = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == 0 || !some)
                    .toArray();
            if (kept.length > 0) return samples.select(kept);
            throw new UserError(samples.where() + ": no label is " + choice.normalText()
                    + ", which marks normal curves; see " + UserError.parameter("normal"));
        }

        /** Curves without a label where others have one. */
        public int unlabelled() {
            int[] labels = samples.labels();
            int count =
                    (int) Arrays.stream(labels).filter(l -> l == Sample.UNKNOWN).count();
            return count == labels.length ? 0 : count;
        }
    }

    /**
     * What a model knows of the table that it was fitted on.
     *
     * @param header whether that had names of columns
     * @param choice its column of labels and what marks normal curves
     * @param leftOut its columns that are no values
     * @param values of each of its curves
     * @param spelling of that table; null if it is not known
     */
    public record Fitted(boolean header, TableChoice choice, Set<String> leftOut, int values, Spelling spelling) {}

    /**
     * The curves of a file, without a model.
     *
     * @throws UserError if it holds something else, or a value is missing
     */
    public static Curves read(Path data, TableChoice user) {
        DataFiles.requirePresent(data);
        if (DataFiles.isTable(data)) return read(Table.read(data), user, user);
        Loaded loaded = DataFiles.load(data, "test", user);
        if (loaded.kind() != SampleKind.VECTORS) {
            throw new UserError(
                    UserError.parameter("curves") + " is for tables and arrays (N, n) with one curve a row, got "
                            + loaded.kind().name().toLowerCase(Locale.ROOT) + " in " + data);
        }
        return new Curves(loaded.samples(), false, user, List.of(), null);
    }

    /** The curves of a table, of any number of values, for a model. @throws UserError as {@link #read(Path, TableChoice)} */
    public static Samples table(Path data, TableChoice user, Fitted fitted) {
        Table table = Table.read(data, Set.of(), fitted.spelling());
        TableData.noteSpelling(table.where(), table.numbers(), fitted.spelling(), user.notes());
        return read(table, user, table.header() ? named(table, user, fitted) : counted(table, user, fitted))
                .samples();
    }

    /** By names: labels and columns that the fit left out, where the table has them. */
    private static TableChoice named(Table table, TableChoice user, Fitted fitted) {
        Set<String> drop = new LinkedHashSet<>(user.drop());
        if (fitted.header())
            fitted.leftOut().stream().filter(table.names()::contains).forEach(drop::add);
        TableChoice asked = user.or(fitted.choice(), table);
        return new TableChoice(asked.labelColumn(), asked.normal(), List.copyOf(drop));
    }

    /**
     * By the number of columns: a table without names may have as many values as the fit, with or without its other columns, or
     * any number of values where there are no other columns.
     */
    private static TableChoice counted(Table table, TableChoice user, Fitted fitted) {
        String label = fitted.choice().labelColumn();
        String normal = user.normal() != null ? user.normal() : fitted.choice().normal();
        if (user.labelColumn() != null || !user.drop().isEmpty()) {
            return new TableChoice(user.labelColumn(), normal, user.drop());
        }
        int columns = table.names().size();
        int others = fitted.leftOut().size() + (label == null ? 0 : 1);
        if (columns == fitted.values()) return new TableChoice(null, normal, List.of());
        if (!fitted.header() && others > 0 && columns == fitted.values() + others) {
            return new TableChoice(label, normal, List.copyOf(fitted.leftOut()));
        }
        boolean one = others == 0 && columns == fitted.values() + 1;
        if (one && areLabels(table.texts(columns - 1), normal)) {
            return new TableChoice(table.names().get(columns - 1), normal, List.of());
        }
        if (others == 0) return new TableChoice(null, normal, List.of());
        throw new UserError(table.where() + ": expected names of columns, or " + fitted.values()
                + " values a row as in the"
                + " fit, got " + columns + " columns without names; the fit had columns that are no values: name them"
                + " with " + UserError.parameter("label-column") + " or " + UserError.parameter("drop"));
    }

    private static boolean areLabels(String[] texts, String normal) {
        return texts.length >= ROWS_OF_LABELS
                && Arrays.stream(texts).distinct().count() == 2
                && new TableChoice(null, normal, List.of()).areLabels(texts);
    }

    private static Curves read(Table table, TableChoice user, TableChoice asked) {
        String label = asked.labelColumn(table);
        TableData.requireLabels(table, label, user);
        TableChoice choice =
                label == null ? asked : new TableChoice(label, asked.normal(), asked.drop()).seeing(table.texts(label));
        int[] columns = values(table, label, asked.drop());
        int[] labels = TableData.labels(table, label, choice);
        String[] ids = asked.drop().isEmpty() ? null : table.texts(asked.drop().get(0));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            Sample.Row row = new Sample.Row(curve(table, i, columns), ids == null ? null : ids[i], List.of());
            long[] shape = {columns.length};
            samples.add(new Sample(table.place(i), "", labels[i], TableData.floats(row.exact()), shape, null, row));
        }
        requireNoNames(table, samples);
        return new Curves(Samples.of(table.where(), samples), table.header(), choice, asked.drop(), table.spelling());
    }

    /** Positions of the values. @throws UserError if other columns lie between them, or one looks like another thing */
    private static int[] values(Table table, String label, List<String> drop) {
        int dropped = (int) drop.stream().map(table::column).distinct().count();
        List<String> names = table.names();
        int[] rest = IntStream.range(0, names.size())
                .filter(i -> !names.get(i).equals(label) && !drop.contains(names.get(i)))
                .toArray();
        if (rest.length == 0) {
            throw new UserError(table.where() + ": expected values of curves, got no column besides " + dropped
                    + " that are left out and the labels");
        }
        for (int i = 0; i < rest.length; i++) {
            if (rest[i] == rest[0] + i) continue;
            throw new UserError(
                    table.where() + ": expected the values of a curve in columns that follow each other, but "
                            + names.get(rest[0] + i) + ", which is none of them, lies between");
        }
        if (!table.header()) return rest;
        long numbered = Arrays.stream(rest).filter(i -> isNumbered(table, i)).count();
        for (int i : rest) {
            if (isNumbered(table, i) || 2 * numbered <= rest.length) continue;
            throw new UserError(table.where() + ": column " + names.get(i)
                    + " has no number in its name, as the other values of a curve have; if it is none, leave it out with "
                    + UserError.parameter("drop") + " " + names.get(i) + ", or name the labels with "
                    + UserError.parameter("label-column") + " " + names.get(i));
        }
        return rest;
    }

    private static boolean isNumbered(Table table, int column) {
        String name = table.names().get(column);
        return !table.nameless().contains(name) && name.chars().anyMatch(Character::isDigit);
    }

    private static double[] curve(Table table, int row, int[] columns) {
        String[] fields = table.rows().get(row);
        double[] curve = new double[columns.length];
        for (int j = 0; j < columns.length; j++) {
            curve[j] = table.numbers().parse(fields[columns[j]]);
            if (Double.isFinite(curve[j])) continue;
            String name = table.names().get(columns[j]);
            throw new UserError(table.place(row) + ", column " + name
                    + ": expected a finite number, a value of the curve,"
                    + " got " + CsvRows.shown(fields[columns[j]]) + "; fill the gap, leave the curve out, or leave the"
                    + " column out with " + UserError.parameter("drop") + " " + name);
        }
        return curve;
    }

    /**
     * Refuses a first row that is one of times or wavelengths: it alone rises or falls, in equal steps or outside of the values
     * of all others.
     */
    private static void requireNoNames(Table table, List<Sample> samples) {
        if (table.header() || samples.size() < 2) return;
        double[] first = samples.get(0).row().exact();
        List<double[]> others =
                samples.stream().skip(1).map(s -> s.row().exact()).toList();
        boolean steady = isSteady(first) && others.stream().noneMatch(CurveData::isSteady);
        boolean apart = isMonotone(first)
                && others.stream().noneMatch(CurveData::isMonotone)
                && others.stream().noneMatch(other -> overlap(first, other));
        if (!steady && !apart) return;
        throw new UserError(table.place(0) + ": expected a curve, got numbers "
                + (steady ? "in equal steps" : "that rise or fall, away from all others,")
                + " as in no other row, like times or wavelengths; take the line out, or write its numbers as names such as"
                + " w400");
    }

    private static boolean isSteady(double[] row) {
        if (row.length < MANY) return false;
        double step = (row[row.length - 1] - row[0]) / (row.length - 1);
        if (step == 0) return false;
        for (int j = 1; j < row.length; j++) {
            if (Math.abs(row[j] - row[j - 1] - step) > 1e-6 * Math.abs(step) * row.length) return false;
        }
        return true;
    }

    private static boolean isMonotone(double[] row) {
        if (row.length < MANY) return false;
        double direction = Math.signum(row[1] - row[0]);
        return IntStream.range(1, row.length).allMatch(j -> direction * (row[j] - row[j - 1]) > 0);
    }

    /** Whether the range of a monotone row meets that of another one. */
    private static boolean overlap(double[] monotone, double[] row) {
        double a = monotone[0];
        double b = monotone[monotone.length - 1];
        return Arrays.stream(row).max().orElseThrow() >= Math.min(a, b)
                && Arrays.stream(row).min().orElseThrow() <= Math.max(a, b);
    }
}
