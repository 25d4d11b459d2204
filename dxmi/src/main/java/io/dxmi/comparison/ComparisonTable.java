package io.dxmi.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The numbers of several presets over several seeds: what {@code dxmi compare} prints and draws. */
public final class ComparisonTable {

    private final List<String> presets;

    /** By metric, then by preset: one number a seed. */
    private final Map<String, Map<String, List<Double>>> metrics = new LinkedHashMap<>();

    /** By description of a failure: the runs that failed so. */
    private final Map<String, List<String>> failures = new LinkedHashMap<>();

    ComparisonTable(List<String> presets) {
        this.presets = List.copyOf(presets);
    }

    /** Takes the numbers of a run's summary: its costs and its metrics. */
    public void add(String preset, JsonNode summary) {
        for (String cost : List.of("seconds", "cpu_seconds", "network_evaluations"))
            put(preset, cost, summary.path(cost));
        summary.path("metrics").properties().forEach(metric -> put(preset, metric.getKey(), metric.getValue()));
    }

    /** Takes a run without numbers. */
    void failed(String run, String failure) {
        failures.computeIfAbsent(failure, f -> new ArrayList<>()).add(run);
    }

    /** Names of the runs that failed, by the description of the failure. */
    public Map<String, List<String>> failures() {
        return Collections.unmodifiableMap(failures);
    }

    private void put(String preset, String metric, JsonNode value) {
        if (!value.isNumber()) return;
        metrics.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .computeIfAbsent(preset, p -> new ArrayList<>())
                .add(value.asDouble());
    }

    /** By preset and metric: mean, standard deviation, least, most, number of seeds. */
    public Map<String, Object> statistics() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String preset : presets) {
            Map<String, Object> row = new LinkedHashMap<>();
            metrics.forEach((metric, byPreset) -> {
                double[] values = values(metric, preset);
                if (values.length == 0) return;
                Map<String, Object> cell = new LinkedHashMap<>();
                cell.put("mean", mean(values));
                if (values.length > 1) cell.put("sd", sd(values));
                cell.put("least", Arrays.stream(values).min().orElseThrow());
                cell.put("most", Arrays.stream(values).max().orElseThrow());
                cell.put("seeds", values.length);
                row.put(metric, cell);
            });
            all.put(preset, row);
        }
        return all;
    }

    /** A Markdown table: a row for each preset, mean and standard deviation over the seeds. */
    public String table() {
        StringBuilder text = new StringBuilder("| |");
        metrics.keySet().forEach(metric -> text.append(' ').append(metric).append(" |"));
        text.append("\n| --- |").append(" --- |".repeat(metrics.size())).append('\n');
        for (String preset : presets) {
            text.append("| ").append(preset).append(" |");
            metrics.keySet()
                    .forEach(metric -> text.append(' ')
                            .append(cell(values(metric, preset)))
                            .append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    private static String cell(double[] values) {
        if (values.length == 0) return "–";
        String mean = String.format(Locale.ROOT, "%.4g", mean(values));
        return values.length == 1 ? mean : mean + String.format(Locale.ROOT, " ± %.2g", sd(values));
    }

    /** For a figure: by metric, the numbers of each preset in order. */
    public Map<String, List<double[]>> series() {
        Map<String, List<double[]>> all = new LinkedHashMap<>();
        metrics.keySet()
                .forEach(metric -> all.put(
                        metric,
                        presets.stream().map(preset -> values(metric, preset)).toList()));
        return all;
    }

    private double[] values(String metric, String preset) {
        return metrics.get(metric).getOrDefault(preset, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double sd(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }
}
