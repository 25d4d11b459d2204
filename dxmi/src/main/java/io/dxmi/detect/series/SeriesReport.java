package io.dxmi.detect.series;

import io.dxmi.detect.window.Alarm;
import io.dxmi.detect.window.SeriesTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was scored of time series.
 *
 * @param window rows of a window
 * @param period that the window was taken from, or 0
 * @param features channels that were compared, empty if a model knows them
 * @param rows number of all
 * @param flagged number of those above the threshold
 * @param alarms the highest peak first
 * @param oddest stretches around the highest peaks, whether flagged or not
 * @param known windows that equal one of the fit
 * @param tooShort series that are shorter than a window and have no score
 * @param file scores of the rows
 * @param alarmFile all alarms
 * @param picture of the series and its alarms
 */
public record SeriesReport(
        int window,
        int period,
        List<String> features,
        Map<String, String> leftOut,
        int rows,
        int flagged,
        double threshold,
        List<Interval> alarms,
        List<Interval> oddest,
        int known,
        List<String> tooShort,
        Path file,
        Path alarmFile,
        Path picture) {

    /**
     * A stretch that is flagged.
     *
     * @param series its group, empty if there is one series
     * @param start what names its first row: its time, or its number within the series
     * @param end what names its last row
     * @param peak what names the row of the highest score
     */
    public record Interval(
            String series,
            String start,
            String end,
            int startLine,
            int endLine,
            int rows,
            String peak,
            double score,
            double pValue) {

        static Interval of(SeriesTable table, Alarm alarm) {
            return new Interval(
                    alarm.series(),
                    table.nameOf(alarm.from()),
                    table.nameOf(alarm.to()),
                    table.lines()[alarm.from()],
                    table.lines()[alarm.to()],
                    alarm.rows(),
                    table.nameOf(alarm.peak()),
                    alarm.score(),
                    alarm.pValue());
        }

        /** For JSON. */
        Map<String, Object> summary() {
            Map<String, Object> json = new LinkedHashMap<>();
            if (!series.isEmpty()) json.put("series", series);
            json.put("start", start);
            json.put("end", end);
            json.put("start_line", startLine);
            json.put("end_line", endLine);
            json.put("rows", rows);
            json.put("peak", peak);
            json.put("score", score);
            json.put("p_value", pValue);
            return json;
        }
    }

    /** For JSON: what the command prints. */
    public Map<String, Object> summary() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!features.isEmpty()) json.put("features", features);
        if (!leftOut.isEmpty()) json.put("left_out", leftOut);
        json.put("window", window);
        if (period > 0) json.put("period", period);
        json.put("samples", rows);
        json.put("anomalies", flagged);
        json.put("threshold", threshold);
        json.put("alarms", alarms.size());
        List<Map<String, Object>> first = new ArrayList<>();
        oddest.forEach(stretch -> first.add(stretch.summary()));
        json.put("oddest", first);
        if (!tooShort.isEmpty()) json.put("shorter_than_a_window", tooShort);
        if (known > 0) {
            json.put("windows_of_the_fit", known);
            json.put(
                    "note",
                    "windows of the fit score low; 'dxmi detect outliers' compares the rows of one file with each other");
        }
        json.put("scores", file.toString());
        json.put("intervals", alarmFile.toString());
        json.put("picture", picture.toString());
        return json;
    }
}
