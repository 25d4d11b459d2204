package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.runs.listing.RunDifference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi runs diff}. */
@Command(
        name = "diff",
        description =
                "Shows the settings and the metrics in which two runs differ: a table on stderr, one line of JSON on"
                        + " stdout.",
        footer = {"", "Example:", "  dxmi runs diff runs/8gaussians-1 runs/8gaussians-2"})
final class RunsDiff implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A run folder.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another run folder.")
    private Path second;

    @Option(names = "--quiet", description = "No table on stderr.")
    private boolean quiet;

    @Override
    public Integer call() {
        RunDifference difference = RunDifference.of(first, second);
        if (!quiet) {
            List<List<String>> table = new ArrayList<>();
            table.add(List.of("", first.toString(), second.toString()));
            difference.settings().forEach(e -> table.add(List.of(e.name(), e.first(), e.second())));
            difference.metrics().forEach(e -> table.add(List.of(e.name(), e.first(), e.second())));
            TextTable.print(table, spec.commandLine().getErr());
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("runs", List.of(first.toString(), second.toString()));
        result.put("settings", pairs(difference.settings()));
        result.put("metrics", pairs(difference.metrics()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private static Map<String, List<String>> pairs(List<RunDifference.Entry> entries) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        entries.forEach(e -> pairs.put(e.name(), List.of(e.first(), e.second())));
        return pairs;
    }
}
