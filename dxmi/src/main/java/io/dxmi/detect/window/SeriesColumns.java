package io.dxmi.detect.window;

import io.dxmi.detect.column.Clock;
import io.dxmi.detect.column.Clock.Course;
import io.dxmi.detect.column.ColumnCode;
import io.dxmi.detect.column.ColumnGuess;
import io.dxmi.detect.column.ColumnKind;
import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.SeriesLayout;
import io.dxmi.detect.data.Table;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.window.SeriesTable.Columns;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the columns of a table of time series are. */
public final class SeriesColumns {

    private static final String RISES = "rises in every row";
    private static final String TIME = "is the time of the rows";

    private SeriesColumns() {}

    /**
     * From the first rows: columns of numbers are channels.
     *
     * @param group column that tells the series apart, or null
     * @throws UserError if a named column is missing, or no column is a channel
     */
    public static Columns guessed(Table head, TableChoice user, String group) {
        user.drop().forEach(head::column);
        String label = user.labelColumn(head);
        int groups = group == null ? -1 : head.column(group);
        ColumnGuess.Result guess = new ColumnGuess(head.where(), head.lines(), head.numbers(), true).start();
        for (int column = 0; column < head.names().size(); column++) {
            String name = head.names().get(column);
            if (name.equals(label) || column == groups || user.drop().contains(name)) continue;
            guess.add(name, head.nameless().contains(name), head.texts(column));
        }
        TableCoding coding = guess.coding();
        Map<String, String> leftOut = new LinkedHashMap<>(coding.leftOut());
        List<String> channels = new ArrayList<>();
        String date = null;
        for (ColumnCode code : coding.columns()) {
            if (code.kind() == ColumnKind.NUMBER) channels.add(code.name());
            else
                leftOut.put(code.name(), "no number but a " + code.kind().name().toLowerCase(Locale.ROOT));
            if (code.kind() == ColumnKind.DATE && date == null) date = code.name();
        }
        String[] series = groups < 0 ? null : head.texts(groups);
        String id = ColumnGuess.NEARLY_ID.equals(leftOut.get(coding.id())) ? null : coding.id();
        String time = clock(head, series, date == null ? id : date, channels, leftOut);
        if (channels.isEmpty()) {
            throw new UserError(head.where() + ": a time series needs a column of numbers; left out: "
                    + leftOut.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        return new Columns(
                head.names(),
                head.columns(channels),
                label == null ? -1 : head.column(label),
                groups,
                time == null ? -1 : head.column(time),
                time == null ? null : Clock.of(head.texts(time), series, head.numbers(), false),
                new TableChoice(label, user.normal(), user.drop()),
                leftOut,
                head.header());
    }

    /**
     * Takes the columns that are times out of the channels, unless none would be left: new rows would lie beyond all that the
     * model knows.
     *
     * @param time column that names the rows, or null
     * @return the same, or the first column of times
     */
    private static String clock(
            Table head, String[] series, String time, List<String> channels, Map<String, String> leftOut) {
        Map<String, Course> courses = new LinkedHashMap<>();
        for (String name : channels) courses.put(name, Clock.course(head.texts(name), series, head.numbers()));
        List<String> times = new ArrayList<>(channels);
        times.removeIf(
                name -> courses.get(name) != Course.RISES && (courses.get(name) == Course.NONE || !Clock.isName(name)));
        String first = time;
        if (first == null && channels.size() > 1) {
            first = times.stream()
                    .findFirst()
                    .or(() -> channels.stream()
                            .filter(name -> courses.get(name) == Course.FALLS)
                            .findFirst())
                    .orElse(null);
        }
        if (first != null && channels.contains(first) && !times.contains(first)) times.add(first);
        boolean others = times.size() < channels.size();
        for (String name : others ? times : channels.contains(first) ? List.of(first) : List.<String>of()) {
            channels.remove(name);
            leftOut.put(name, courses.get(name) == Course.RISES ? RISES : TIME);
        }
        return first;
    }

    /** As a model was fitted. @throws UserError if a column is lacking */
    public static Columns known(Table head, ModelRecord about, TableChoice user) {
        SeriesLayout layout = about.series();
        for (String column : user.drop()) {
            if (about.columns().contains(column)) {
                throw new UserError(UserError.parameter("drop") + " " + column
                        + ": the model was fitted on it; expected another column");
            }
        }
        List<String> names = head.names();
        if (!about.header() || !head.header()) names = positional(head, about);
        Table named = new Table(
                head.where(),
                names,
                head.rows(),
                head.lines(),
                head.header(),
                head.nameless(),
                head.numbers(),
                head.spelling());
        HashSet<String> present = new HashSet<>(names);
        for (String wanted : about.columns()) if (!present.contains(wanted)) throw lacking(head, wanted);
        if (layout.group() != null && !present.contains(layout.group())) throw lacking(head, layout.group());
        TableChoice asked = user.or(about.table(), named);
        String label = asked.labelColumn(named);
        if (label != null && about.columns().contains(label)) label = null;
        String group = layout.group();
        String time = layout.time();
        boolean timed = time != null && names.contains(time) && !user.drop().contains(time);
        boolean clock =
                timed && List.of(RISES, TIME).contains(about.coding().leftOut().getOrDefault(time, ""));
        return new Columns(
                names,
                named.columns(about.columns()),
                label == null ? -1 : named.column(label),
                group == null ? -1 : named.column(group),
                timed ? named.column(time) : -1,
                timed
                        ? Clock.of(named.texts(time), group == null ? null : named.texts(group), head.numbers(), clock)
                        : null,
                new TableChoice(label, asked.normal(), asked.drop()),
                Map.of(),
                head.header());
    }

    /** The names of the fit for columns without names; only the labels may be missing. */
    private static List<String> positional(Table head, ModelRecord about) {
        List<String> all = about.series().table();
        int width = head.names().size();
        if (width == all.size()) return all;
        List<String> unlabelled =
                all.stream().filter(name -> !name.equals(about.labelColumn())).toList();
        if (width == unlabelled.size()) return unlabelled;
        if (width == about.columns().size() && about.series().group() == null) return about.columns();
        throw new UserError(head.where() + " has " + width
                + " columns without the names that the model knows; expected " + String.join(", ", all));
    }

    private static UserError lacking(Table head, String column) {
        return new UserError(head.where() + " lacks column " + column + ", which the model was fitted on");
    }
}
