package io.dxmi.detect.report;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.Detector;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.plot.HeatOverlay;
import io.dxmi.eval.plot.ScoreFigure;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An evaluation as one page: metrics, histograms and curves, the pictures of the worst and the best cases, and a table of
 * all samples that sorts when a heading is clicked. Everything is inside the file.
 */
public final class CasePage {

    /** Pictures of each kind: worst and best. */
    private static final int SHOWN = 8;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%1$s</title><style>
            body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1200px; margin: 2em auto; padding: 0 1em }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums }
            th, td { border-bottom: 1px solid #ddd; padding: 2px 14px 2px 0; text-align: left }
            th[onclick] { cursor: pointer } .cases { display: flex; flex-wrap: wrap; gap: 14px }
            figure { margin: 0 } img { max-width: 100%% } figcaption { color: #555; max-width: 330px; overflow-wrap: anywhere }
            .wrong { color: #b33 }
            </style><script>
            function sortBy(head, column) {
              const body = head.closest('table').tBodies[0], down = head.dataset.down = head.dataset.down === '1' ? '0' : '1';
              const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
              const order = (a, b) => isNaN(key(a)) ? key(a).localeCompare(key(b)) : key(a) - key(b);
              [...body.rows].sort((a, b) => (down === '1' ? -1 : 1) * order(a, b)).forEach(row => body.append(row));
            }
            </script></head><body><h1>%1$s</h1>
            """;

    private CasePage() {}

    /** Writes {@code index.html} into a folder. @throws UserError if it cannot be written */
    public static Path write(
            Path folder,
            String title,
            Detector detector,
            Samples samples,
            Cases cases,
            EvaluationReport.Labelled measured) {
        StringBuilder page = new StringBuilder(String.format(Locale.ROOT, HEAD, escape(title)));
        metrics(page, measured);
        Path scratch = folder.resolve("scores.png");
        double threshold = detector.calibration().threshold();
        double[] normal = cases.scores(false);
        double[] anomalous = cases.scores(true);
        RankingCurve curve = RankingCurve.of(normal, anomalous);
        new ScoreFigure(normal, anomalous, threshold, curve.fpr(), curve.tpr(), curve.precision()).write(scratch);
        page.append(picture(scratch, "scores, threshold, ROC and precision-recall curves"));
        if (detector.extractor().rows() > 1) {
            pictures(page, folder, detector, samples, cases, "Worst cases", true);
            pictures(page, folder, detector, samples, cases, "Best cases", false);
        }
        table(page, cases);
        Path file = folder.resolve("index.html");
        AtomicFiles.write(file, page.append("</body></html>\n").toString());
        return file;
    }

    private static void metrics(StringBuilder page, EvaluationReport.Labelled measured) {
        page.append("<p>")
                .append(measured.normal())
                .append(" normal samples, ")
                .append(measured.anomalies())
                .append(" anomalies; intervals hold 95 % of bootstrap resamples.</p>\n<table>");
        for (Measured metric : measured.metrics()) {
            EvaluationReport.Interval interval = measured.intervals().get(metric.name());
            page.append(MeasuredFormat.row(
                    metric, interval == null ? "" : "[" + interval.low() + ", " + interval.high() + "]"));
        }
        page.append("</table>\n");
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
        page.append("<h2>")
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
        page.append("</div>\n");
    }

    private static String truth(Cases.Case one) {
        return (one.anomalous() ? "anomaly" : "normal") + (one.result().anomalous() ? ", flagged" : ", not flagged");
    }

    private static String picture(Path file, String caption) {
        try {
            String data = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
            return String.format(
                    Locale.ROOT,
                    "<figure><img alt=\"%1$s\" src=\"data:image/png;base64,%2$s\"><figcaption>%1$s</figcaption></figure>%n",
                    escape(caption),
                    data);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + " for the page: " + e, e);
        }
    }

    private static void table(StringBuilder page, Cases cases) {
        page.append("<h2>All samples</h2>\n<table><thead><tr>");
        String[] names = {"sample", "category", "truth", "score", "p-value", "flagged"};
        for (int i = 0; i < names.length; i++) {
            page.append("<th onclick=\"sortBy(this, ")
                    .append(i)
                    .append(")\">")
                    .append(names[i])
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (Cases.Case one : cases.all()) {
            boolean wrong = one.anomalous() != one.result().anomalous();
            page.append(wrong ? "<tr class=\"wrong\"><td>" : "<tr><td>")
                    .append(escape(one.name()))
                    .append("</td><td>")
                    .append(escape(one.category()))
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
        page.append("</tbody></table>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
