package io.dxmi.detect.series;

import io.dxmi.Json;
import io.dxmi.detect.report.ScoreFile;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.detect.window.SeriesTable.Part;
import io.dxmi.eval.plot.SeriesFigure;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written of scored series.
 *
 * @param scores one line a row, in the order of the series
 * @param alarms one line an alarm, the highest peak first
 */
record SeriesFiles(Path scores, Path alarms, Path picture, boolean json) {

    /** Stretches of the summary. */
    private static final int ODDEST = 3;

    /** Three new files. @throws UserError unless the first is new and ends in .csv or .jsonl, and nothing is in the way of the others */
    static SeriesFiles of(Path out) {
        ScoreFile.of(out, null);
        String name = out.getFileName().toString();
        String end = name.substring(name.lastIndexOf('.'));
        String stem = name.substring(0, name.length() - end.length());
        SeriesFiles files = new SeriesFiles(
                out,
                out.resolveSibling(stem + ".alarms" + end),
                out.resolveSibling(stem + ".png"),
                end.equals(".jsonl"));
        for (Path beside : List.of(files.alarms, files.picture)) {
            if (Files.exists(beside)) {
                throw new UserError(UserError.parameter("out") + " " + out + ": " + beside
                        + " exists, which is written beside it; choose another name");
            }
        }
        return files;
    }

    /** Writes all, the scores last. */
    SeriesReport write(SeriesScores scored, List<String> features, int period) {
        SeriesTable table = scored.table();
        List<SeriesReport.Interval> intervals = scored.alarms().stream()
                .map(alarm -> SeriesReport.Interval.of(table, alarm))
                .toList();
        figure(scored).write(picture);
        AtomicFiles.write(alarms, out -> writeAlarms(intervals, out));
        AtomicFiles.write(scores, out -> writeScores(scored, out));
        return new SeriesReport(
                scored.window(),
                period,
                features,
                table.columns().leftOut(),
                table.rows(),
                scored.flagged(),
                scored.calibration().threshold(),
                intervals,
                scored.oddest(ODDEST).stream()
                        .map(stretch -> SeriesReport.Interval.of(table, stretch))
                        .toList(),
                scored.known(),
                scored.tooShort(),
                scores,
                alarms,
                picture);
    }

    private void writeAlarms(List<SeriesReport.Interval> intervals, OutputStream out) throws IOException {
        if (!json) line(out, "series,start,end,start_line,end_line,rows,peak,score,p_value");
        for (SeriesReport.Interval one : intervals) {
            if (json) {
                line(out, Json.line(one.summary()));
                continue;
            }
            line(
                    out,
                    String.join(
                            ",",
                            ScoreFile.quoted(one.series()),
                            ScoreFile.quoted(one.start()),
                            ScoreFile.quoted(one.end()),
                            Integer.toString(one.startLine()),
                            Integer.toString(one.endLine()),
                            Integer.toString(one.rows()),
                            ScoreFile.quoted(one.peak()),
                            Double.toString(one.score()),
                            Double.toString(one.pValue())));
        }
    }

    private void writeScores(SeriesScores scored, OutputStream out) throws IOException {
        SeriesTable table = scored.table();
        if (!json) line(out, "sample,score,p_value,anomaly,series,time");
        for (Part part : table.parts()) {
            for (int row = part.from(); row < part.to(); row++) {
                double score = scored.rows()[row];
                boolean none = Double.isNaN(score);
                double pValue = none ? Double.NaN : scored.calibration().pValue(score);
                String time = table.times() == null ? "" : table.times()[row];
                if (json) {
                    Map<String, Object> all = new LinkedHashMap<>();
                    all.put("sample", table.place(row));
                    all.put("score", none ? null : score);
                    all.put("p_value", none ? null : pValue);
                    all.put("anomaly", scored.flagged(row));
                    if (!part.name().isEmpty()) all.put("series", part.name());
                    if (!time.isEmpty()) all.put("time", time);
                    line(out, Json.line(all));
                } else {
                    line(
                            out,
                            ScoreFile.quoted(table.place(row)) + "," + (none ? "," : score + "," + pValue) + ","
                                    + (scored.flagged(row) ? 1 : 0) + "," + ScoreFile.quoted(part.name()) + ","
                                    + ScoreFile.quoted(time));
                }
            }
        }
    }

    /** The series, the scores and what is known. */
    static SeriesFigure figure(SeriesScores scored) {
        SeriesTable table = scored.table();
        int channels = table.channels();
        List<SeriesFigure.Channel> panels = new ArrayList<>();
        for (int c = 0; c < Math.min(channels, SeriesFigure.MOST_CHANNELS + 1); c++) {
            double[] values = new double[table.rows()];
            for (int row = 0; row < values.length; row++) values[row] = table.values()[row * channels + c];
            panels.add(new SeriesFigure.Channel(table.columns().channelNames().get(c), values));
        }
        for (int c = panels.size(); c < channels; c++) {
            panels.add(new SeriesFigure.Channel(table.columns().channelNames().get(c), new double[0]));
        }
        return new SeriesFigure(
                panels,
                scored.rows(),
                scored.calibration().threshold(),
                scored.alarms().stream()
                        .map(alarm -> new int[] {alarm.from(), alarm.to()})
                        .toList(),
                known(table),
                table.parts().stream().skip(1).map(Part::from).toList());
    }

    /** Stretches whose rows are labelled as anomalies. */
    static List<int[]> known(SeriesTable table) {
        List<int[]> all = new ArrayList<>();
        for (Part part : table.parts()) {
            int from = -1;
            for (int row = part.from(); row <= part.to(); row++) {
                boolean odd = row < part.to() && table.labels()[row] > 0;
                if (odd && from < 0) from = row;
                if (!odd && from >= 0) {
                    all.add(new int[] {from, row - 1});
                    from = -1;
                }
            }
        }
        return all;
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
