package io.dxmi.detect.window;

import io.dxmi.detect.column.Clock;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import java.util.HashMap;
import java.util.Map;

/** Refuses rows that are earlier than the row before them in their series. */
final class RowOrder {

    private final String where;
    private final String column;
    private final Map<Integer, Last> series = new HashMap<>();
    private Clock clock;

    /**
     * @param where the file
     * @param column of the times
     */
    RowOrder(String where, String column, Clock clock) {
        this.where = where;
        this.column = column;
        this.clock = clock;
    }

    private record Last(int line, String field, double at, double step) {}

    /** Takes the time of the next row of a series; what is no time is skipped. @throws UserError if it goes back */
    void next(int number, int line, String field) {
        if (Numbers.isMissing(field)) return;
        double at = clock.at(field);
        if (Double.isNaN(at)) {
            Clock other = clock.reading(field);
            if (other.equals(clock)) return;
            clock = other;
            series.clear();
            at = clock.at(field);
        }
        Last last = series.get(number);
        double step = last == null ? 0 : at - last.at();
        if (last != null && clock.isBack(step, last.step())) {
            throw new UserError(where + ": line " + line + " is earlier than line " + last.line() + " (column " + column
                    + ": " + CsvRows.shown(field) + " after " + CsvRows.shown(last.field())
                    + "); sort the file by its time, tell several series apart by "
                    + UserError.parameter("group-column")
                    + ", or leave out what is no time with " + UserError.parameter("drop") + " " + column);
        }
        series.put(number, new Last(line, field, at, step));
    }
}
