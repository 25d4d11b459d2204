package io.dxmi.detect.data;

import io.dxmi.detect.column.ColumnCode;
import io.dxmi.detect.column.ColumnGuess;
import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.pictures.PictureNotes;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.Numbers;
import io.dxmi.samplers.data.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Tables as normal rows to fit on, or as samples to judge. */
public final class TableData {

    private TableData() {}

    /**
     * Rows to fit on.
     *
     * @param coding of the columns
     * @param scaling of the features
     * @param choice what the model notes of the label
     * @param named whether the columns' names come from the file
     */
    public record Normal(
            TableCoding coding, TableScaling scaling, float[] features, TableChoice choice, boolean named) {

        /** The columns that are features. */
        public List<String> columns() {
            return coding.columns().stream().map(column -> column.name()).toList();
        }
    }

    /** The normal rows of a table. @throws UserError if the table has no normal row, no column of features or a column without a value */
    public static Normal normal(Path file, TableChoice user) {
        Table table = Table.read(file);
        TableChoice choice = labelling(table, user);
        String label = choice.labelColumn();
        int[] labels = labels(table, label, choice);
        boolean some = Arrays.stream(labels).anyMatch(l -> l != Sample.UNKNOWN);
        int[] kept = IntStream.range(0, labels.length)
                .filter(i -> labels[i] == 0 || (labels[i] == Sample.UNKNOWN && !some))
                .toArray();
        if (kept.length == 0) {
            throw new UserError(table.where() + ": no row has " + label + " = " + choice.normalText()
                    + ", which marks normal rows; see " + UserError.parameter("normal"));
        }
        int unlabelled = some
                ? (int) Arrays.stream(labels).filter(l -> l == Sample.UNKNOWN).count()
                : 0;
        return coded(table, choice, kept, unlabelled);
    }

    /** Some rows of a table, taken as normal. @throws UserError as {@link #normal(Path, TableChoice)} */
    public static Normal normal(Path file, TableChoice user, int[] rows) {
        Table table = Table.read(file);
        return coded(table, labelling(table, user), rows, 0);
    }

    /** 0 of normal rows, 1 of anomalies, {@link Sample#UNKNOWN} of rows whose label is missing. */
    public static int[] labels(Path file, TableChoice user) {
        Table table = Table.read(file);
        TableChoice choice = labelling(table, user);
        return labels(table, choice.labelColumn(), choice);
    }

    /** The choice with the column of labels and what marks normal rows, if the table has labels. */
    private static TableChoice labelling(Table table, TableChoice user) {
        String label = user.labelColumn(table);
        requireLabels(table, label, user);
        return label == null ? user : new TableChoice(label, user.normal(), user.drop()).seeing(table.texts(label));
    }

    /** All rows of a table, whatever their labels say. @throws UserError as {@link #normal} */
    public static Normal all(Path file, TableChoice user) {
        Table table = Table.read(file);
        TableChoice choice = new TableChoice(user.labelColumn(table), user.normal(), user.drop());
        return coded(table, choice, IntStream.range(0, table.rows().size()).toArray(), 0);
    }

    private static Normal coded(Table table, TableChoice choice, int[] kept, int unlabelled) {
        choice.drop().forEach(table::column);
        String label = choice.labelColumn();
        TableCoding coding = coding(table, label, choice, kept, false);
        double[][] rows = encode(table, coding, kept);
        if (coding.allNumbers() && coding.leftOut().containsValue("constant")) {
            TableCoding with = coding(table, label, choice, kept, true);
            double[][] wider = encode(table, with, kept);
            if (with.allNumbers() && TableScaling.shareOneUnit(wider)) {
                coding = with;
                rows = wider;
            }
        }
        double[] weights = coding.allNumbers() ? null : coding.weights();
        TableScaling scaling = TableScaling.fit(table.where(), coding.features(), table.header(), rows, weights);
        return new Normal(
                coding.withUnlabelled(unlabelled).withSpelling(table.spelling()),
                scaling,
                scaling.apply(rows),
                choice,
                table.header());
    }

    private static TableCoding coding(Table table, String label, TableChoice choice, int[] kept, boolean constants) {
        int[] lines = Arrays.stream(kept).map(i -> table.lines()[i]).toArray();
        ColumnGuess.Result guess = new ColumnGuess(table.where(), lines, table.numbers(), constants).start();
        for (int column = 0; column < table.names().size(); column++) {
            String name = table.names().get(column);
            boolean dropped = choice.drop().contains(name);
            if (dropped && !table.header()) guess.leaveOut(name, "dropped"); // its place tells where the others stand
            if (name.equals(label) || dropped) continue;
            String[] texts = table.texts(column);
            guess.add(
                    name,
                    table.nameless().contains(name),
                    Arrays.stream(kept).mapToObj(i -> texts[i]).toArray(String[]::new));
        }
        return guess.coding();
    }

    private static double[][] encode(Table table, TableCoding coding, int[] kept) {
        int[] columns = table.columns(
                coding.columns().stream().map(column -> column.name()).toList());
        return Arrays.stream(kept)
                .mapToObj(i -> coding.encode(table.fields(i, columns), table.numbers(), table.place(i)))
                .toArray(double[][]::new);
    }

    /**
     * The rows of a table as a model wants them.
     *
     * @param named whether the model knows the names of its columns
     * @param user what was said of this table
     * @param fitted what was said of the table that the model was fitted on
     */
    public static Samples samples(Path file, TableCoding coding, boolean named, TableChoice user, TableChoice fitted) {
        List<String> wanted =
                coding.columns().stream().map(column -> column.name()).toList();
        Table table = Table.read(file, named ? new HashSet<>(wanted) : Set.of(), coding.spelling());
        noteSpelling(table.where(), table.numbers(), coding.spelling(), user.notes());
        boolean byName = named && table.header();
        if (named && !byName && !coding.leftOut().isEmpty()) {
            throw new UserError(
                    table.where() + ": expected a header: the model knows its columns by name and leaves out "
                            + String.join(", ", coding.leftOut().keySet()) + "; got a table without names");
        }
        TableChoice asked = user.or(fitted, table);
        TablePlaces places = byName
                ? TablePlaces.named(table, wanted, asked)
                : TablePlaces.counted(table, coding, named, user, fitted.labelColumn());
        String label = places.label() < 0 ? null : table.names().get(places.label());
        requireLabels(table, label, user);
        TableChoice choice = label == null ? asked : asked.seeing(table.texts(label));
        if (label != null && user.notes() != null) user.notes().label(label + " (normal: " + choice.normalText() + ")");
        int[] columns = places.columns();
        int[] labels = labels(table, label, choice);
        boolean hasId = coding.id() != null && places.same() && table.names().contains(coding.id());
        String[] ids = hasId ? table.texts(coding.id()) : null;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            List<String> fields = table.fields(i, columns);
            double[] exact = coding.encode(fields, table.numbers(), table.place(i));
            Sample.Row row = new Sample.Row(exact, ids == null ? null : ids[i], coding.unknown(fields));
            samples.add(new Sample(table.place(i), "", labels[i], floats(exact), new long[] {exact.length}, null, row));
        }
        return Samples.of(table.where(), samples);
    }

    /**
     * One row of texts by the names of columns, with numbers spelled as in the table of the fit.
     *
     * @throws UserError if it lacks a column of the coding, or a text is of another kind than its column
     */
    public static Sample sample(TableCoding coding, Map<String, String> row) {
        List<String> fields = new ArrayList<>();
        for (ColumnCode column : coding.columns()) {
            if (!row.containsKey(column.name())) {
                throw new UserError("the row lacks column " + column.name() + ", one of the "
                        + coding.columns().size()
                        + " that the model was fitted on; give an empty text for a missing value");
            }
            String text = row.get(column.name());
            fields.add(text == null ? "" : text.strip());
        }
        double[] exact = coding.encode(fields, coding.numbers(), "the row");
        String id = coding.id() == null ? null : row.get(coding.id());
        Sample.Row known = new Sample.Row(exact, id, coding.unknown(fields));
        return new Sample("the row", "", Sample.UNKNOWN, floats(exact), new long[] {exact.length}, null, known);
    }

    /**
     * Notes that the numbers of a table are spelled in another way than in that of the fit.
     *
     * @param read how they were read; null if none of them tells
     * @param notes may be null
     */
    public static void noteSpelling(String where, Numbers read, Spelling fitted, PictureNotes notes) {
        if (notes == null || read == null || fitted == null || fitted.numbers() == null) return;
        if (fitted.numbers().equals(read)) return;
        notes.say(where + " has numbers with " + mark(read) + ", and is read so; the model was fitted on "
                + mark(fitted.numbers()));
    }

    private static String mark(Numbers numbers) {
        if (numbers.decimal() == '.') return "a decimal point";
        return numbers.grouped() ? "a decimal comma" : "a decimal comma or point";
    }

    /** In single precision. */
    public static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        return out;
    }

    /** Refuses a text of normal rows where there are no labels. @throws UserError if {@code user} says what marks them */
    public static void requireLabels(Table table, String label, TableChoice user) {
        if (label != null || user.normal() == null) return;
        throw new UserError(UserError.parameter("normal") + " is for labels, but " + table.where()
                + " has no column that is called label; name the column with " + UserError.parameter("label-column"));
    }

    /** Labels of all rows as {@link #labels(Path, TableChoice)}, {@link Sample#UNKNOWN} without a column. */
    public static int[] labels(Table table, String column, TableChoice choice) {
        int[] labels = new int[table.rows().size()];
        if (column == null) {
            Arrays.fill(labels, Sample.UNKNOWN);
            return labels;
        }
        String[] texts = table.texts(column);
        Arrays.setAll(labels, i -> choice.labelOf(texts[i]));
        return labels;
    }
}
