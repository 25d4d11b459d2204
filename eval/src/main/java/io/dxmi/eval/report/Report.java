package io.dxmi.eval.report;

import io.dxmi.samplers.checkpoint.AtomicFiles;
import io.dxmi.samplers.run.UserError;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run did, for a reader who has only this page.
 *
 * @param title shown as the heading and in the browser's tab
 * @param summary name to value in reading order; inner maps are shown with dotted names
 * @param pictures PNG files in reading order; each is copied into the page under its file name
 * @param metrics the logged scalars; of a long table 60 rows are shown
 * @param config the resolved configuration as text, shown as it is
 */
public record Report(String title, Map<String, ?> summary, List<Path> pictures, Table metrics, String config) {

    private static final int MOST_ROWS = 60;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1300px; margin: 2em auto; padding: 0 1em }
            h1 { font-size: 1.6em } h2 { font-size: 1.2em; margin-top: 2em }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums }
            th, td { border-bottom: 1px solid #ddd; padding: 2px 14px 2px 0; text-align: left; overflow-wrap: anywhere }
            .numbers { overflow-x: auto } .numbers th, .numbers td { text-align: right; white-space: nowrap }
            figure { margin: 1.5em 0 } img { max-width: 100%; image-rendering: auto } figcaption { color: #666 }
            pre { background: #f6f6f6; padding: 1em; overflow-x: auto }
            """;

    public Report {
        pictures = List.copyOf(pictures);
    }

    /**
     * Writes the page.
     *
     * @throws UserError if a picture is missing or is no PNG, or the page cannot be written; nothing is left half-written
     */
    public void write(Path file) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        summary(page);
        if (!pictures.isEmpty()) page.append("<h2>Pictures</h2>\n");
        for (Path picture : pictures) picture(page, picture);
        metrics(page);
        if (!config.isBlank()) {
            page.append("<h2>Configuration</h2>\n<pre>").append(escape(config)).append("</pre>\n");
        }
        page.append("</body>\n</html>\n");
        AtomicFiles.write(file, page.toString());
    }

    private void summary(StringBuilder page) {
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", summary, flat);
        if (flat.isEmpty()) return;
        page.append("<h2>Summary</h2>\n<table>\n");
        flat.forEach((name, value) -> page.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(text(value)))
                .append("</td></tr>\n"));
        page.append("</table>\n");
    }

    private static void flatten(String prefix, Map<?, ?> from, Map<String, Object> into) {
        from.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) flatten(prefix + key + ".", inner, into);
            else into.put(prefix + key, value);
        });
    }

    private static void picture(StringBuilder page, Path picture) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(picture);
        } catch (IOException e) {
            throw new UserError("cannot read the picture " + picture + " for the report: " + e, e);
        }
        if (!Arrays.equals(PNG, 0, PNG.length, bytes, 0, Math.min(PNG.length, bytes.length))) {
            throw new UserError("expected a PNG picture for the report, but " + picture + " is none");
        }
        String name = escape(picture.getFileName().toString());
        page.append("<figure><img alt=\"")
                .append(name)
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(bytes))
                .append("\"><figcaption>")
                .append(name)
                .append("</figcaption></figure>\n");
    }

    private void metrics(StringBuilder page) {
        if (metrics.rows().isEmpty()) return;
        Table shown = metrics.thinned(MOST_ROWS);
        page.append("<h2>Metrics</h2>\n");
        if (shown.rows().size() < metrics.rows().size()) {
            page.append("<p>")
                    .append(shown.rows().size())
                    .append(" of ")
                    .append(metrics.rows().size())
                    .append(" rows, evenly spread.</p>\n");
        }
        page.append("<div class=\"numbers\"><table>\n<tr>");
        shown.columns().forEach(name -> page.append("<th>").append(escape(name)).append("</th>"));
        page.append("</tr>\n");
        for (double[] row : shown.rows()) {
            page.append("<tr>");
            for (double value : row) {
                page.append("<td>")
                        .append(Double.isNaN(value) ? "" : text(value))
                        .append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    /** Six significant digits for fractions; whole numbers and everything else as they are. */
    static String text(Object value) {
        if (!(value instanceof Double) && !(value instanceof Float)) return String.valueOf(value);
        double number = ((Number) value).doubleValue();
        if (!Double.isFinite(number)) return String.valueOf(number);
        if (number == Math.rint(number) && Math.abs(number) < 1e15) return String.valueOf((long) number);
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros();
        return rounded.toString().replace('E', 'e');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
