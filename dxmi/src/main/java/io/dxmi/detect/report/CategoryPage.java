package io.dxmi.detect.report;

import io.dxmi.eval.reference.Measured;
import io.dxmi.page.Html;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page above the pages of several categories: their metrics side by side, each with a link to its cases. */
final class CategoryPage {

    private CategoryPage() {}

    /**
     * Writes {@code index.html} into the folder that holds a folder per category.
     *
     * @param means of the categories' metrics
     */
    static Path write(Path folder, String title, List<Measured> means, Map<String, EvaluationReport> categories) {
        StringBuilder page = new StringBuilder("<header><h1>" + Html.escape(title) + "</h1></header>\n");
        page.append("<section><h2>Categories</h2><div class=\"scroll\"><table><thead><tr>");
        head(page, "category");
        head(page, "normal");
        head(page, "anomalies");
        means.forEach(metric -> head(page, metric.name()));
        page.append("</tr></thead><tbody>\n");
        categories.forEach((name, report) -> row(page, name, report, means));
        page.append("</tbody><tfoot><tr><th>mean</th><td></td><td></td>");
        means.forEach(metric -> cell(page, metric.value()));
        page.append("</tr></tfoot></table></div></section>\n");
        Path file = folder.resolve("index.html");
        AtomicFiles.write(file, CasePage.document(title, page.toString()).file());
        return file;
    }

    private static void row(StringBuilder page, String category, EvaluationReport report, List<Measured> means) {
        String link = URLEncoder.encode(category, StandardCharsets.UTF_8).replace("+", "%20");
        page.append("<tr><td><a href=\"").append(link).append("/index.html\">");
        page.append(Html.escape(category)).append("</a></td>");
        cell(page, report.all().map(EvaluationReport.Labelled::normal).orElse(null));
        cell(page, report.all().map(EvaluationReport.Labelled::anomalies).orElse(null));
        Map<String, Number> values =
                report.metrics().stream().collect(Collectors.toMap(Measured::name, Measured::value));
        means.forEach(metric -> cell(page, values.get(metric.name())));
        page.append("</tr>\n");
    }

    private static void head(StringBuilder page, String name) {
        page.append("<th><button type=\"button\">").append(Html.escape(name)).append("</button></th>");
    }

    private static void cell(StringBuilder page, Object value) {
        page.append("<td>").append(value == null ? "" : Html.escape(value)).append("</td>");
    }
}
