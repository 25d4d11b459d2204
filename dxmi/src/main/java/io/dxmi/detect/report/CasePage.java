package io.dxmi.detect.report;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.Detector;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.plot.HeatOverlay;
import io.dxmi.eval.plot.ScoreFigure;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.page.Document;
import io.dxmi.page.Html;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An evaluation as one page: metrics, histograms and curves, the pictures of the worst and the best cases, and a table of
 * all samples that sorts when a heading is clicked. Everything is inside the file, in the style of {@code dxmi report}.
 */
public final class CasePage {

    /** Pictures of each kind: worst and best. */
    private static final int SHOWN = 8;

    private CasePage() {}

    /** Writes {@code index.html} into a folder. @throws UserError if it cannot be written */
    public static Path write(
            Path folder,
            String title,
            Detector detector,
            Samples samples,
            Cases cases,
            EvaluationReport.Labelled measured) {
        StringBuilder page = new StringBuilder("<header><h1>" + Html.escape(title) + "</h1></header>\n");
        metrics(page, measured);
        Path scratch = folder.resolve("scores.png");
        double threshold = detector.calibration().threshold();
        double[] normal = cases.scores(false);
        double[] anomalous = cases.scores(true);
        RankingCurve curve = RankingCurve.of(normal, anomalous);
        new ScoreFigure(normal, anomalous, threshold, curve.fpr(), curve.tpr(), curve.precision()).write(scratch);
        page.append("<section>")
                .append(picture(scratch, "scores, threshold, ROC and precision-recall curves"))
                .append("</section>\n");
        if (detector.extractor().rows() > 1) {
            pictures(page, folder, detector, samples, cases, "Worst cases", true);
            pictures(page, folder, detector, samples, cases, "Best cases", false);
        }
        table(page, cases);
        Path file = folder.resolve("index.html");
        AtomicFiles.write(file, document(title, page.toString()).file());
        return file;
    }

    /** A page in the style of all reports, with tables that sort. */
    public static Document document(String title, String body) {
        return new Document(title, List.of(Html.style()), List.of(Html.sortedTables()), body);
    }

    public static void metrics(StringBuilder page, EvaluationReport.Labelled measured) {
        page.append("<section><h2>Metrics</h2><p>")
                .append(measured.normal())
                .append(" normal samples, ")
                .append(measured.anomalies())
                .append(" anomalies; intervals hold 95 % of bootstrap resamples.</p>\n<div class=\"scroll\"><table>");
        for (Measured metric : measured.metrics()) {
            EvaluationReport.Interval interval = measured.intervals().get(metric.name());
            page.append(MeasuredFormat.row(
                    metric, interval == null ? "" : "[" + interval.low() + ", " + interval.high() + "]"));
        }
        page.append("</table></div></section>\n");
    }

    /** How far on the wrong side of the threshold a case lies. */
    private static double wrongness(Cases.Case one, double threshold) {
        double beyond = one.result().score() - threshold;
        return one.anomalous() ? -beyond : beyond;
    }

    private static void pictures(
            StringBuilder page,
            Path folder,
            Detector detector,
            Samples samples,
            Cases cases,
            String heading,
            boolean worst) {
        double threshold = detector.calibration().threshold();
        Comparator<Cases.Case> order = Comparator.comparingDouble(c -> wrongness(c, threshold));
        List<Cases.Case> sorted = new ArrayList<>(cases.all());
        sorted.sort(worst ? order.reversed() : order);
        page.append("<section><h2>")
                .append(heading)
                .append("</h2>\n<p>Beside each image its energies; white surrounds what is above")
                .append(" the threshold, red the true defect.</p>\n<div class=\"cases\">\n");
        double high = Math.max(threshold * 2, threshold + 1e-6);
        for (int i = 0; i < Math.min(SHOWN, sorted.size()); i++) {
            Cases.Case one = sorted.get(i);
            Sample sample = samples.at(one.index());
            if (sample.shape()[0] != 1 && sample.shape()[0] != 3) break; // features cannot be shown
            float[][] map = detector.score(sample).map();
            Path file = folder.resolve((worst ? "worst-" : "best-") + i + ".png");
            new HeatOverlay(
                            sample.values(),
                            (int) sample.shape()[0],
                            map,
                            detector.calibration().scores()[0] * 0.5,
                            high,
                            threshold,
                            sample.mask())
                    .write(file);
            String caption = String.format(
                    Locale.ROOT, "%s: %.4g, %s", sample.name(), one.result().score(), truth(one));
            page.append(picture(file, caption));
        }
        page.append("</div></section>\n");
    }

    private static String truth(Cases.Case one) {
        return (one.anomalous() ? "anomaly" : "normal") + (one.result().anomalous() ? ", flagged" : ", not flagged");
    }

    public static String picture(Path file, String caption) {
        return String.format(
                Locale.ROOT,
                "<figure><img alt=\"%1$s\" src=\"%2$s\"><figcaption>%1$s</figcaption></figure>%n",
                Html.escape(caption),
                Html.dataUri(file));
    }

    private static void table(StringBuilder page, Cases cases) {
        page.append("<section><h2>All samples</h2>\n<div class=\"scroll\"><table><thead><tr>");
        String[] names = {"sample", "category", "truth", "score", "p-value", "flagged"};
        for (String name : names) {
            page.append("<th><button type=\"button\">").append(name).append("</button></th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (Cases.Case one : cases.all()) {
            boolean wrong = one.anomalous() != one.result().anomalous();
            page.append(wrong ? "<tr class=\"wrong\"><td>" : "<tr><td>")
                    .append(Html.escape(one.name()))
                    .append("</td><td>")
                    .append(Html.escape(one.category()))
                    .append("</td><td>")
                    .append(one.anomalous() ? "anomaly" : "normal")
                    .append("</td><td data-value=\"")
                    .append(one.result().score())
                    .append("\">")
                    .append(String.format(Locale.ROOT, "%.5g", one.result().score()))
                    .append("</td><td>")
                    .append(String.format(Locale.ROOT, "%.4f", one.result().pValue()))
                    .append("</td><td>")
                    .append(one.result().anomalous() ? "yes" : "no")
                    .append("</td></tr>\n");
        }
        page.append("</tbody></table></div></section>\n");
    }
}
