package io.dxmi.detect.series;

import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.window.Alarm;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.detect.window.SeriesTable.Part;
import java.util.List;

/**
 * Scored time series.
 *
 * @param window rows of a window
 * @param rows score of each row, NaN in series that are shorter than a window
 * @param known windows that equal one of the fit
 */
record SeriesScores(SeriesTable table, int window, double[] rows, Calibration calibration, int known) {

    /** The highest peak first. */
    List<Alarm> alarms() {
        return Alarm.of(table, rows, calibration, window);
    }

    /** The oddest stretches, whether flagged or not. */
    List<Alarm> oddest(int most) {
        return Alarm.oddest(table, rows, calibration, window, most);
    }

    boolean flagged(int row) {
        return rows[row] > calibration.threshold();
    }

    int flagged() {
        int count = 0;
        for (int row = 0; row < rows.length; row++) if (flagged(row)) count++;
        return count;
    }

    /** Series that are shorter than a window. */
    List<String> tooShort() {
        return table.parts().stream()
                .filter(part -> part.length() < window)
                .map(Part::name)
                .toList();
    }
}
