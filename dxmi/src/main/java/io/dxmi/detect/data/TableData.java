package io.dxmi.detect.data;

import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Tables as normal rows to fit on, or as samples to judge. */
public final class TableData {

    private TableData() {}

    /** Normal rows: the scaling they teach, their features, and what the model notes of the table. */
    public record Normal(TableScaling scaling, float[] features, String labelColumn) {}

    /** The normal rows of a table. @throws UserError if the table has no normal row, no column of features or a column without a value */
    public static Normal normal(Path file, TableChoice choice) {
        Table table = Table.read(file);
        String label = choice.labelColumn(table);
        List<String> columns = new ArrayList<>(table.names());
        choice.drop().forEach(table::column);
        columns.removeAll(choice.drop());
        columns.remove(label);
        if (columns.isEmpty()) throw new UserError(table.where() + ": no column is left as a feature");
        int[] labels = labels(table, label, choice);
        int[] kept =
                IntStream.range(0, labels.length).filter(i -> labels[i] != 1).toArray();
        if (kept.length == 0) {
            throw new UserError(table.where() + ": no row has " + label + " = " + choice.normalText()
                    + ", which marks normal rows; see " + UserError.parameter("normal"));
        }
        float[] values = table.numbers(columns, kept);
        TableScaling scaling = TableScaling.fit(table.where(), List.copyOf(columns), table.header(), values);
        return new Normal(scaling, scaling.apply(values), label);
    }

    /**
     * The rows of a table as a model wants them.
     *
     * @param user what was said of this table
     * @param fitted what was said of the table that the model was fitted on
     */
    public static Samples samples(Path file, TableScaling scaling, TableChoice user, TableChoice fitted) {
        Table table = Table.read(file);
        TableChoice choice = user.or(fitted, table);
        String label = choice.labelColumn(table);
        List<String> besides = new ArrayList<>(choice.drop());
        for (String column : besides) {
            if (scaling.columns().contains(column)) {
                throw new UserError(UserError.parameter("drop") + " " + column
                        + ": the model was fitted on it; expected another column");
            }
        }
        if (label == null && table.names().size() == scaling.columns().size() + 1) {
            String other = theOther(table, scaling);
            // two kinds of rows are labels; anything else, such as numbers of rows, is left out
            if (other != null && Arrays.stream(table.texts(other)).distinct().count() <= 2) label = other;
            else if (other != null) besides.add(other);
        }
        if (label != null) besides.add(label);
        float[] values = scaling.read(table, besides);
        int[] labels = labels(table, label, choice);
        int d = scaling.columns().size();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            samples.add(new Sample(
                    table.where() + ":" + table.lines()[i],
                    "",
                    labels[i],
                    Arrays.copyOfRange(values, i * d, (i + 1) * d),
                    new long[] {d},
                    null));
        }
        return Samples.of(table.where(), samples);
    }

    /** The only column that the model does not know. */
    private static String theOther(Table table, TableScaling scaling) {
        if (!scaling.named() || !table.header())
            return table.names().get(table.names().size() - 1);
        List<String> others = new ArrayList<>(table.names());
        others.removeAll(scaling.columns());
        return others.size() == 1 ? others.get(0) : null;
    }

    private static int[] labels(Table table, String column, TableChoice choice) {
        int[] labels = new int[table.rows().size()];
        if (column == null) {
            Arrays.fill(labels, Sample.UNKNOWN);
            return labels;
        }
        String[] texts = table.texts(column);
        Arrays.setAll(labels, i -> choice.label(texts[i]));
        return labels;
    }
}
