package io.dxmi.detect.report;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.eval.reference.MeasuredFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results of detection as JSON: the keys that {@code dxmi detect} prints. */
public final class DetectJson {

    private DetectJson() {}

    /** Of {@code detect fit}. */
    public static Map<String, Object> fitted(PerCategory<ModelRecord> fitted) {
        return perCategory(fitted.map(ModelRecord::summary));
    }

    /** Of {@code detect score}. */
    public static Map<String, Object> scored(ScoreReport report) {
        Map<String, Object> json =
                new LinkedHashMap<>(perCategory(report.scored().map(DetectJson::one)));
        json.put("scores", report.file().toString());
        return json;
    }

    /** Of {@code detect outliers}. */
    public static Map<String, Object> ranked(OutlierReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!report.features().isEmpty()) json.put("features", report.features());
        if (report.about().basis() != null) {
            json.put("basis", report.about().basis().kind().name().toLowerCase(Locale.ROOT));
            json.put("modes", report.about().basis().modes());
        }
        TableCoding coding = report.about().coding();
        if (coding != null && !coding.leftOut().isEmpty()) json.put("left_out", coding.leftOut());
        if (coding != null && !coding.takenAsMissing().isEmpty()) json.put("taken_as_missing", coding.takenAsMissing());
        json.put("samples", report.samples());
        json.put("outliers", report.flagged());
        json.put("threshold", report.threshold());
        json.put("oddest", report.oddest());
        json.put("scores", report.file().toString());
        return json;
    }

    private static Map<String, Object> one(ScoreReport.Scored scored) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("samples", scored.samples());
        json.put("anomalies", scored.anomalies());
        if (scored.known() > 0) json.put("rows_of_the_fit", scored.known());
        json.put("threshold", scored.threshold());
        return json;
    }

    private static Map<String, Object> perCategory(PerCategory<Map<String, Object>> results) {
        return results.single().orElseGet(() -> Map.of("categories", results.categories()));
    }

    /** Of {@code detect evaluate}. */
    public static Map<String, Object> evaluated(EvaluationReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        report.all().ifPresent(all -> {
            json.put("normal", all.normal());
            json.put("anomalies", all.anomalies());
            if (all.unlabelled() > 0) json.put("unlabelled", all.unlabelled());
        });
        json.put("metrics", MeasuredFormat.metrics(report.metrics()));
        report.all().ifPresent(all -> json.put("intervals95", intervals(all.intervals())));
        report.page().ifPresent(page -> json.put("report", page.toString()));
        if (report.categories().isEmpty()) return json;
        if (report.all().isPresent()) json.put("means", MeasuredFormat.metrics(report.means()));
        Map<String, Object> categories = new LinkedHashMap<>();
        report.categories().forEach((name, one) -> categories.put(name, evaluated(one)));
        json.put("categories", categories);
        return json;
    }

    private static Map<String, Object> intervals(Map<String, EvaluationReport.Interval> intervals) {
        Map<String, Object> json = new LinkedHashMap<>();
        intervals.forEach((name, interval) -> json.put(name, List.of(interval.low(), interval.high())));
        return json;
    }
}
