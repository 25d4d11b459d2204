package io.dxmi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows as two tables in Markdown: the mean of each method, and the default's paired differences to the others. A pair has
 * the same split and, where the other method draws anything, the same seed; means and deviations are over all pairs.
 */
record PairedTable(List<DetectRow> rows) {

    private static final String DEFAULT = "joint";
    private static final List<String> BASELINES = List.of("5nn", "svm");

    String markdown() {
        List<String> tasks = rows.stream().map(DetectRow::task).distinct().toList();
        List<String> methods = rows.stream().map(DetectRow::method).distinct().toList();
        StringBuilder text = new StringBuilder("AUROC\n\n| task (splits x seeds) |");
        methods.forEach(method -> text.append(' ').append(method).append(" |"));
        text.append("\n|").append(" --- |".repeat(methods.size() + 1)).append('\n');
        for (String task : tasks) {
            text.append("| ").append(task).append(" (").append(counts(task)).append(") |");
            for (String method : methods) {
                text.append(' ')
                        .append(cell("%.4f ± %.4f", values(task, method)))
                        .append(" |");
            }
            text.append('\n');
        }
        text.append("\n").append(DEFAULT).append(" minus ...\n\n| task | better baseline |");
        List<String> others = methods.stream().filter(m -> !m.equals(DEFAULT)).toList();
        others.forEach(method -> text.append(' ').append(method).append(" |"));
        text.append("\n|").append(" --- |".repeat(others.size() + 2)).append('\n');
        for (String task : tasks) {
            text.append("| ").append(task).append(" | ").append(better(task)).append(" |");
            for (String method : others) {
                text.append(' ')
                        .append(cell("%+.4f ± %.4f", differences(task, method)))
                        .append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private String counts(String task) {
        List<DetectRow> ours = of(task, DEFAULT);
        return ours.stream().map(DetectRow::split).distinct().count() + " x "
                + ours.stream().map(DetectRow::seed).distinct().count();
    }

    /** Chosen by its mean over the splits. */
    private String better(String task) {
        return BASELINES.stream()
                .filter(method -> !of(task, method).isEmpty())
                .max((a, b) -> Double.compare(mean(values(task, a)), mean(values(task, b))))
                .orElse("");
    }

    private List<DetectRow> of(String task, String method) {
        return rows.stream()
                .filter(row -> row.task().equals(task) && row.method().equals(method))
                .toList();
    }

    private List<Double> values(String task, String method) {
        return of(task, method).stream().map(DetectRow::auroc).collect(Collectors.toList());
    }

    private List<Double> differences(String task, String method) {
        List<Double> out = new ArrayList<>();
        for (DetectRow ours : of(task, DEFAULT)) {
            int seed = BASELINES.contains(method) ? 0 : ours.seed();
            Optional<DetectRow> other = rows.stream()
                    .filter(row -> row.is(task, ours.split(), method, seed))
                    .findFirst();
            other.ifPresent(row -> out.add(ours.auroc() - row.auroc()));
        }
        return out;
    }

    private static String cell(String format, List<Double> values) {
        if (values.isEmpty()) return "";
        double mean = mean(values);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return String.format(Locale.ROOT, format, mean, Math.sqrt(squares / Math.max(1, values.size() - 1)));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
