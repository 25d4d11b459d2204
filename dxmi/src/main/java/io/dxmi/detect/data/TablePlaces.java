package io.dxmi.detect.data;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which columns of a table a model takes.
 *
 * @param columns positions of its features, in its order
 * @param label position of the labels, or -1
 * @param same whether columns are those of the fit, by name or by position
 */
record TablePlaces(int[] columns, int label, boolean same) {

    /** By the names in a header; columns that the model does not know are left out. @throws UserError if one is lacking */
    static TablePlaces named(Table table, List<String> wanted, TableChoice asked) {
        for (String column : asked.drop()) if (wanted.contains(column)) throw fittedOn(column);
        Set<String> names = new HashSet<>(table.names());
        for (String column : wanted) {
            if (!names.contains(column)) {
                throw new UserError(table.where() + " lacks column " + column + ", one of the " + wanted.size()
                        + " that the model was fitted on");
            }
        }
        String label = asked.labelColumn(table);
        boolean known = label != null && !wanted.contains(label);
        return new TablePlaces(table.columns(wanted), known ? table.column(label) : -1, true);
    }

    /**
     * By position, where one of the two tables has no names. If the model's table had none and this table has as many columns,
     * or all but the labels, its features and labels stand where they stood. Otherwise the columns are the features in their order. Beside them, the
     * last column may hold labels, of at most two values.
     *
     * @param named whether the model knows the names of its columns
     * @param user what was said of this table
     * @param fittedLabel column of the labels of the fit, or null
     * @throws UserError if the numbers of columns differ otherwise
     */
    static TablePlaces counted(Table table, TableCoding coding, boolean named, TableChoice user, String fittedLabel) {
        String said = user.labelColumn(table);
        int label = said == null ? -1 : table.column(said);
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < table.names().size(); i++) {
            if (i != label && !user.drop().contains(table.names().get(i))) rest.add(i);
        }
        List<String> wanted =
                coding.columns().stream().map(column -> column.name()).toList();
        TablePlaces as = named ? null : asFitted(table, wanted, coding, rest, label, user, fittedLabel);
        if (as != null) return as;
        int n = wanted.size();
        if (rest.size() == n) return new TablePlaces(ints(rest), label, false);
        if (label < 0 && coding.leftOut().isEmpty() && rest.size() == n + 1 && areLabels(table, rest.get(n))) {
            return new TablePlaces(ints(rest.subList(0, n)), rest.get(n), false);
        }
        throw new UserError(table.where() + " has " + rest.size() + " columns of features, but the model was fitted on "
                + n
                + "; columns without names are told by their position, and only the last may be another, of labels of"
                + " two kinds: leave others out with " + UserError.parameter("drop"));
    }

    /** As {@link #counted} where both tables have numbers for names, or null if this table has other columns. */
    private static TablePlaces asFitted(
            Table table,
            List<String> wanted,
            TableCoding coding,
            List<Integer> rest,
            int label,
            TableChoice user,
            String fittedLabel) {
        List<String> known = new ArrayList<>(wanted);
        known.addAll(coding.leftOut().keySet());
        if (fittedLabel != null) known.add(fittedLabel);
        if (!known.stream().allMatch(name -> name.matches("c[1-9]\\d{0,8}"))) return null;
        int width = known.stream().mapToInt(TablePlaces::place).max().orElseThrow() + 1;
        int columns = table.names().size();
        for (String column : user.drop()) {
            if (columns == width && wanted.contains(column)) throw fittedOn(column);
        }
        boolean unlabelled = fittedLabel != null && label < 0 && columns == width - 1;
        int gone = unlabelled ? place(fittedLabel) : width;
        int[] places = wanted.stream()
                .mapToInt(TablePlaces::place)
                .map(place -> place > gone ? place - 1 : place)
                .toArray();
        List<Integer> more = rest.stream().filter(i -> i >= width).toList();
        if ((columns < width && !unlabelled)
                || !rest.containsAll(Arrays.stream(places).boxed().toList())) return null;
        if (more.isEmpty()) {
            boolean there = !unlabelled && label < 0 && fittedLabel != null && rest.contains(place(fittedLabel));
            return new TablePlaces(places, there ? place(fittedLabel) : label, true);
        }
        boolean labels = label < 0 && fittedLabel == null && more.size() == 1 && areLabels(table, more.get(0));
        return labels ? new TablePlaces(places, more.get(0), true) : null;
    }

    private static int place(String name) {
        return Integer.parseInt(name.substring(1)) - 1;
    }

    private static boolean areLabels(Table table, int column) {
        return Arrays.stream(table.texts(column)).distinct().count() <= 2;
    }

    private static int[] ints(List<Integer> list) {
        return IntStream.range(0, list.size()).map(list::get).toArray();
    }

    private static UserError fittedOn(String column) {
        return new UserError(
                UserError.parameter("drop") + " " + column + ": the model was fitted on it; expected another column");
    }
}
