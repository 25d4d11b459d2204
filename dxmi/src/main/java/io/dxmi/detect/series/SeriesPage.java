package io.dxmi.detect.series;

import io.dxmi.detect.report.CasePage;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.window.Alarm;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.plot.ScoreFigure;
import io.dxmi.page.Html;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An evaluation of time series as one page: metrics, the series with its alarms, curves, and a table of the alarms. */
final class SeriesPage {

    /** Alarms of the table. */
    private static final int SHOWN = 200;

    private SeriesPage() {}

    static Path write(Path folder, String title, SeriesScores scored, EvaluationReport.Labelled measured) {
        StringBuilder page = new StringBuilder("<header><h1>" + Html.escape(title) + "</h1></header>\n");
        CasePage.metrics(page, measured);
        Path series = folder.resolve("series.png");
        SeriesFiles.figure(scored).write(series);
        Path curves = folder.resolve("scores.png");
        scoreFigure(scored).write(curves);
        page.append("<section><h2>Series</h2>")
                .append(CasePage.picture(series, "channels, and the score of each row with its threshold"))
                .append("</section>\n<section>")
                .append(CasePage.picture(curves, "scores, threshold, ROC and precision-recall curves"))
                .append("</section>\n");
        table(page, scored);
        Path file = folder.resolve("index.html");
        AtomicFiles.write(file, CasePage.document(title, page.toString()).file());
        return file;
    }

    private static ScoreFigure scoreFigure(SeriesScores scored) {
        double[] normal = scores(scored, false);
        double[] anomalous = scores(scored, true);
        RankingCurve curve = RankingCurve.of(normal, anomalous);
        return new ScoreFigure(
                normal, anomalous, scored.calibration().threshold(), curve.fpr(), curve.tpr(), curve.precision());
    }

    private static double[] scores(SeriesScores scored, boolean anomalous) {
        byte[] labels = scored.table().labels();
        return IntStream.range(0, labels.length)
                .filter(row -> labels[row] == (anomalous ? 1 : 0) && !Double.isNaN(scored.rows()[row]))
                .mapToDouble(row -> scored.rows()[row])
                .toArray();
    }

    private static void table(StringBuilder page, SeriesScores scored) {
        SeriesTable table = scored.table();
        List<Alarm> alarms = scored.alarms();
        page.append("<section><h2>Alarms</h2>\n");
        if (alarms.size() > SHOWN) {
            page.append("<p>The ")
                    .append(SHOWN)
                    .append(" highest of ")
                    .append(alarms.size())
                    .append(".</p>\n");
        }
        page.append("<div class=\"scroll\"><table><thead><tr>");
        for (String name : List.of("series", "start", "end", "rows", "peak", "score", "p-value", "anomalous rows")) {
            page.append("<th><button type=\"button\">").append(name).append("</button></th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (Alarm alarm : alarms.subList(0, Math.min(SHOWN, alarms.size()))) {
            long odd = IntStream.rangeClosed(alarm.from(), alarm.to())
                    .filter(row -> table.labels()[row] > 0)
                    .count();
            page.append(odd == 0 ? "<tr class=\"wrong\">" : "<tr>");
            cell(page, alarm.series());
            cell(page, table.nameOf(alarm.from()));
            cell(page, table.nameOf(alarm.to()));
            cell(page, alarm.rows());
            cell(page, table.nameOf(alarm.peak()));
            cell(page, String.format(Locale.ROOT, "%.5g", alarm.score()));
            cell(page, String.format(Locale.ROOT, "%.4f", alarm.pValue()));
            cell(page, odd);
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div></section>\n");
    }

    private static void cell(StringBuilder page, Object value) {
        page.append("<td>").append(Html.escape(value)).append("</td>");
    }
}
