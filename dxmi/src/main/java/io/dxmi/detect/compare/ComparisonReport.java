package io.dxmi.detect.compare;

import io.dxmi.detect.report.EvaluationReport.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Detectors on the same splits of the same data.
 *
 * @param normal samples
 * @param anomalies tested in every split
 * @param training normal samples that a detector is fitted to in a split
 * @param splits how many
 * @param rows a detector each, the toolkit's default first
 */
public record ComparisonReport(String data, int normal, int anomalies, int training, int splits, List<Row> rows) {

    /**
     * A detector.
     *
     * @param auroc mean over the splits
     * @param within 95 % interval of {@code auroc}
     * @param precision mean average precision
     * @param difference of {@code auroc} to that of the first row
     * @param between 95 % interval of {@code difference}
     * @param fitSeconds mean wall-clock time of a fit
     * @param scoreMilliseconds mean wall-clock time of a sample
     */
    public record Row(
            String detector,
            double auroc,
            Interval within,
            double precision,
            double difference,
            Interval between,
            double fitSeconds,
            double scoreMilliseconds) {}

    /** What {@code dxmi detect compare} prints as JSON. */
    public Map<String, Object> summary() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("normal", normal);
        json.put("anomalies", anomalies);
        json.put("fitted_on", training);
        json.put("splits", splits);
        json.put("detectors", rows.stream().map(this::summary).toList());
        return json;
    }

    private Map<String, Object> summary(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("detector", row.detector());
        json.put("auroc", row.auroc());
        json.put("auroc_interval95", List.of(row.within().low(), row.within().high()));
        json.put("average_precision", row.precision());
        if (!row.equals(rows.get(0))) {
            json.put("auroc_difference", row.difference());
            json.put(
                    "auroc_difference_interval95",
                    List.of(row.between().low(), row.between().high()));
        }
        json.put("fit_seconds", row.fitSeconds());
        json.put("score_milliseconds", row.scoreMilliseconds());
        return json;
    }

    /** The same as rows of text for people. */
    public List<List<String>> table() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("detector", "AUROC (95 %)", "AP", "AUROC minus the first (95 %)", "fit s", "ms a sample"));
        for (Row row : rows) {
            table.add(List.of(
                    row.detector(),
                    text(
                            "%.3f (%.3f to %.3f)",
                            row.auroc(), row.within().low(), row.within().high()),
                    text("%.3f", row.precision()),
                    row.equals(rows.get(0))
                            ? ""
                            : text(
                                    "%+.3f (%+.3f to %+.3f)",
                                    row.difference(),
                                    row.between().low(),
                                    row.between().high()),
                    text("%.1f", row.fitSeconds()),
                    text("%.2f", row.scoreMilliseconds())));
        }
        return table;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
