package io.dxmi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.runs.folder.RowReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The end of a run for people: a few lines with its main numbers, whether it got worse, and where to look. */
public final class Outcome {

    private static final List<String> DISTANCES = List.of("sliced_wasserstein", "frechet");
    private static final List<String> SHOWN =
            List.of("energy_auc", "modes_covered", "high_quality", "novelty_auroc", "frechet_before");
    private static final List<String> PICTURES = List.of("points", "samples", "curves");

    private final JsonNode summary;
    private final List<JsonNode> rows;
    private final List<String> lines = new ArrayList<>();

    private Outcome(JsonNode summary, List<JsonNode> rows) {
        this.summary = summary;
        this.rows = rows;
    }

    /**
     * Describes a complete run.
     *
     * @param summary as summary.json holds it
     * @param run its folder, whose metrics.jsonl is read
     * @return lines without their ends
     */
    public static List<String> lines(Map<String, Object> summary, Path run) {
        Outcome outcome = new Outcome(Json.tree(summary), RowReader.read(run.resolve("metrics.jsonl")));
        outcome.describe();
        return outcome.lines;
    }

    private void describe() {
        line(
                "%s, seed %s: %s iterations in %s",
                summary.path("preset").asText(),
                summary.path("seed").asText(),
                summary.path("iterations").asText(),
                ConsoleProgress.duration(summary.path("seconds").asDouble()));
        JsonNode metrics = summary.path("metrics");
        DISTANCES.forEach(name -> distance(metrics, name));
        SHOWN.stream().filter(metrics::has).forEach(name -> line("  %-20s %s", name, number(metrics.path(name))));
        course();
        summary.path("warnings").forEach(warning -> line("  warning: %s", warning.asText()));
        if (summary.has("note")) line("  note: %s", summary.path("note").asText());
        JsonNode paths = summary.path("paths");
        PICTURES.stream().filter(paths::has).forEach(name -> line("  %-20s %s", name, path(name)));
        line("  %-20s %s", "checkpoint", path("checkpoint"));
        line("  %-20s %s", "run", path("run"));
    }

    private String path(String name) {
        return summary.path("paths").path(name).asText();
    }

    private void distance(JsonNode metrics, String name) {
        if (!metrics.has(name)) return;
        String floor = metrics.has(name + "_floor") ? "  (floor " + number(metrics.path(name + "_floor")) + ")" : "";
        String best =
                metrics.has(name + "_best") ? "  (best checkpoint " + number(metrics.path(name + "_best")) + ")" : "";
        line("  %-20s %s%s%s", name, number(metrics.path(name)), floor, best);
    }

    /** How the distance during training went: its start, its best and its last value. */
    private void course() {
        JsonNode best = summary.path("best");
        if (!best.isObject()) return;
        String name = best.path("name").asText();
        List<JsonNode> measured = rows.stream().filter(row -> row.has(name)).toList();
        if (measured.isEmpty()) return;
        JsonNode last = measured.get(measured.size() - 1);
        double end = last.path(name).asDouble();
        line(
                "  %-20s %s at iteration %s, %s at the end",
                "best in training",
                number(best.path("value")),
                best.path("iteration").asText(),
                number(last.path(name)));
        if (end > best.path("value").asDouble()) {
            line("  The run got worse after its best; its best checkpoint is kept.");
        }
        Optional<Double> start = measured.stream()
                .filter(row -> row.path("iteration").asLong(-1) == 0)
                .map(row -> row.path(name).asDouble())
                .findFirst();
        if (start.isPresent() && end > start.get()) {
            line(
                    "  The run ended worse than it began (%s at the start): joint training did not help.",
                    number(start.get()));
        }
    }

    private static String number(JsonNode value) {
        return value.isIntegralNumber() ? value.asText() : number(value.asDouble());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private void line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
