package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.comparison.ComparisonTable;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.comparison.Variants;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which runs a comparison has, where they go, and how its result is shown. */
public final class SeedsArguments {

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seeds 0 to N-1 of each (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the runs, table.md and table.png go (default: runs/compare, or runs/sweep-PRESET of a"
                    + " sweep).")
    private Path out;

    @Mixin
    private TrustArguments trust;

    private final long started = System.nanoTime();

    /**
     * What is to be trained; trusts the programs that the user named.
     *
     * @param usual the folder if none was given
     */
    public PresetComparison comparison(CommandSpec spec, Variants variants, Path usual, String device) {
        trust.apply(spec.commandLine().getErr());
        return new PresetComparison(
                variants, seeds, out == null ? usual : out, device, JobsArguments.withoutWorker(spec));
    }

    /**
     * Prints the table on stderr unless quiet, the runs that failed, and the result.
     *
     * @param key of the variants' names in the result
     * @return exit code
     */
    public int report(
            CommandSpec spec, PresetComparison comparison, String key, boolean quiet, ComparisonTable compared) {
        PrintWriter err = spec.commandLine().getErr();
        if (!quiet) err.print(compared.table());
        Map<String, List<String>> failures = compared.failures();
        failures.forEach((failure, runs) -> err.println("dxmi: failed: " + String.join(", ", runs) + ": " + failure
                + " (stack trace in error.txt of each; the same command tries again)"));
        err.flush();

        Map<String, Object> result = new LinkedHashMap<>();
        result.put(key, comparison.variants().names());
        result.put("seeds", seeds);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("table", compared.statistics());
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("table", comparison.tableFile().toString());
        if (Files.exists(comparison.figureFile()))
            paths.put("figure", comparison.figureFile().toString());
        result.put("paths", paths);
        if (!failures.isEmpty())
            result.put(
                    "failed", failures.values().stream().flatMap(List::stream).toList());
        spec.commandLine().getOut().println(Json.line(result));
        return failures.isEmpty() ? 0 : 1;
    }
}
