package io.dxmi.detect.report;

import io.dxmi.page.Html;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The page above the pages of several categories: their metrics side by side, each with a link to its cases. */
final class CategoryPage {

    private CategoryPage() {}

    /**
     * Writes {@code index.html} into the folder that holds a folder per category.
     *
     * @param means what {@link Evaluation#means} returned
     */
    static Path write(Path folder, String title, Map<String, Object> means) {
        Map<?, ?> categories = (Map<?, ?>) means.get("categories");
        Map<?, ?> overall = (Map<?, ?>) means.get("metrics");
        StringBuilder page = new StringBuilder("<header><h1>" + Html.escape(title) + "</h1></header>\n");
        page.append("<section><h2>Categories</h2><div class=\"scroll\"><table><thead><tr>");
        head(page, "category");
        head(page, "normal");
        head(page, "anomalies");
        Set<String> names = new TreeSet<>();
        overall.keySet().forEach(name -> names.add(name.toString()));
        names.forEach(name -> head(page, name));
        page.append("</tr></thead><tbody>\n");
        categories.forEach((name, measured) -> row(page, name.toString(), (Map<?, ?>) measured, names));
        page.append("</tbody><tfoot><tr><th>mean</th><td></td><td></td>");
        names.forEach(name -> cell(page, overall.get(name)));
        page.append("</tr></tfoot></table></div></section>\n");
        Path file = folder.resolve("index.html");
        AtomicFiles.write(file, CasePage.document(title, page.toString()).file());
        return file;
    }

    private static void row(StringBuilder page, String category, Map<?, ?> measured, Set<String> names) {
        String link = URLEncoder.encode(category, StandardCharsets.UTF_8).replace("+", "%20");
        page.append("<tr><td><a href=\"").append(link).append("/index.html\">");
        page.append(Html.escape(category)).append("</a></td>");
        cell(page, measured.get("normal"));
        cell(page, measured.get("anomalies"));
        Map<?, ?> metrics = (Map<?, ?>) measured.get("metrics");
        names.forEach(name -> cell(page, metrics.get(name)));
        page.append("</tr>\n");
    }

    private static void head(StringBuilder page, String name) {
        page.append("<th><button type=\"button\">").append(Html.escape(name)).append("</button></th>");
    }

    private static void cell(StringBuilder page, Object value) {
        page.append("<td>").append(value == null ? "" : Html.escape(value)).append("</td>");
    }
}
