package io.dxmi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.judge.Judges;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.listing.RowReader;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.result.RunSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The end of a run for people: a few lines with its main numbers, whether it got worse, and where to look. */
public final class Outcome {

    /** Factor that tells a worse distance from one that differs by chance. */
    private static final double WORSE = 1.1;

    private static final List<String> FILES = List.of("points", "transport", "samples", "curves", "checkpoint", "run");

    private final Map<String, Object> metrics;
    private final List<String> lines = new ArrayList<>();

    private Outcome(RunMeasurement measured) {
        this.metrics = MeasuredFormat.metrics(measured.metrics());
    }

    /** The main numbers of what was measured again, one line each without its end. */
    public static List<String> lines(Config config, RunMeasurement measured) {
        Outcome outcome = new Outcome(measured);
        Judges.measured(config).forEach(outcome::metric);
        return outcome.lines;
    }

    /**
     * Describes a complete run.
     *
     * @param run its folder, whose metrics.jsonl is read
     * @param useBest the command that draws samples from the best checkpoint
     * @return lines without their ends
     */
    public static List<String> lines(RunSummary summary, Path run, String useBest) {
        Outcome outcome = new Outcome(summary.result().measured());
        outcome.describe(summary, run, useBest);
        return outcome.lines;
    }

    private void describe(RunSummary summary, Path run, String useBest) {
        RunResult result = summary.result();
        line(
                "%s, seed %d: %d iterations in %s",
                summary.preset(), summary.seed(), result.iterations(), ConsoleProgress.duration(summary.seconds()));
        Judges.main(RunFolder.config(run)).forEach(this::metric);
        result.best().ifPresent(best -> course(best, run, useBest));
        result.warnings().forEach(warning -> line("  warning: %s", warning));
        FILES.stream()
                .filter(summary.files()::containsKey)
                .forEach(name -> line("  %-20s %s", name, summary.files().get(name)));
    }

    private void metric(String name) {
        if (!metrics.containsKey(name)) return;
        String floor = beside("floor", name + "_floor");
        String ceiling = beside("ceiling", name + "_ceiling");
        line("  %-20s %s%s%s%s", name, number(name), floor, ceiling, beside("best checkpoint", name + "_best"));
    }

    private String beside(String what, String name) {
        return metrics.containsKey(name) ? "  (" + what + " " + number(name) + ")" : "";
    }

    /** How the distance during training went: its start, its best and its last value. */
    private void course(BestCheckpoint best, Path run, String useBest) {
        List<JsonNode> measured = RowReader.read(run.resolve("metrics.jsonl")).stream()
                .filter(row -> row.has(best.name()))
                .toList();
        if (measured.isEmpty()) return;
        double end = measured.get(measured.size() - 1).path(best.name()).asDouble();
        line(
                "  %-20s %s at iteration %d, %s at the end",
                "best in training", number(best.value()), best.iteration(), number(end));
        if (end > WORSE * best.value()) {
            line("  The run got worse after its best, which is kept: %s", useBest);
        }
        OptionalDouble start = measured.stream()
                .filter(row -> row.path("iteration").asLong(-1) == 0)
                .mapToDouble(row -> row.path(best.name()).asDouble())
                .findFirst();
        if (start.isPresent() && end > WORSE * start.getAsDouble()) {
            line(
                    "  The run ended worse than it began (%s at the start): joint training did not help.",
                    number(start.getAsDouble()));
        }
    }

    private String number(String name) {
        Object value = metrics.get(name);
        return value instanceof Double number ? number(number) : value.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private void line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
