package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.runs.listing.RunList;
import io.dxmi.runs.listing.RunStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi runs}: the list. */
@Command(
        name = "runs",
        description =
                "Lists runs: state, iteration, time left, key metrics, age; a table on stderr, one line of JSON on"
                        + " stdout.",
        subcommands = {RunsDiff.class, RunsClean.class},
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "States: running; finished, with a result; failed, after an error; stopped, to be continued with",
            "'dxmi train --resume RUN'; damaged.",
            "",
            "Examples:",
            "  dxmi runs",
            "  dxmi runs diff runs/8gaussians-1 runs/8gaussians-2",
            "  dxmi runs clean --yes"
        })
final class RunsCommand implements Callable<Integer> {

    private static final int SHOWN_METRICS = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "Where the runs are (default: runs).")
    private Path folder;

    @Option(names = "--quiet", description = "No table on stderr.")
    private boolean quiet;

    @Override
    public Integer call() {
        Path where = folder == null ? Path.of("runs") : folder;
        List<RunStatus> runs = RunList.in(where);
        if (!quiet) print(where, runs, spec.commandLine().getErr());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("folder", where.toString());
        result.put("runs", runs.stream().map(RunStatus::toMap).toList());
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    /** Whether a folder was named before a subcommand. */
    boolean hasFolder() {
        return folder != null;
    }

    private static void print(Path where, List<RunStatus> runs, PrintWriter err) {
        if (runs.isEmpty()) {
            err.println("no runs in " + where);
            return;
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("run", "state", "iteration", "left", "age", "metrics"));
        runs.forEach(run -> table.add(cells(run)));
        TextTable.print(table, err);
        runs.stream()
                .filter(run -> !run.problem().isEmpty())
                .forEach(run -> err.println("dxmi: " + run.run() + ": " + run.problem()));
    }

    private static List<String> cells(RunStatus run) {
        String phase = run.phase().equals("pretrain") ? "pretrain " : "";
        return List.of(
                run.run().toString(),
                run.state().toString(),
                run.phase().isEmpty() ? "" : phase + run.iteration() + "/" + run.total(),
                run.left().isPresent() ? span(Math.round(run.left().getAsDouble())) : "",
                run.started()
                        .map(time -> span(Duration.between(time, Instant.now()).toSeconds()))
                        .orElse(""),
                run.metrics().entrySet().stream()
                        .limit(SHOWN_METRICS)
                        .map(metric -> String.format(Locale.ROOT, "%s %.4g", metric.getKey(), metric.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    /** A time in its largest unit, with the next one below. */
    private static String span(long seconds) {
        long s = Math.max(0, seconds);
        if (s < 60) return s + " s";
        if (s < 3600) return s / 60 + " min";
        if (s < 86_400) return s / 3600 + " h " + s / 60 % 60 + " min";
        return s / 86_400 + " d " + s / 3600 % 24 + " h";
    }
}
