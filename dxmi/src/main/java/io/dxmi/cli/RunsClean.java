package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.runs.listing.RunCleaning;
import io.dxmi.runs.listing.RunList;
import io.dxmi.runs.listing.RunState;
import io.dxmi.runs.listing.RunStatus;
import io.dxmi.samplers.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi runs clean}. */
@Command(
        name = "clean",
        description = "Removes checkpoints that are neither the last good one of their run nor its best. Files that the"
                + " run did not write stay.",
        footer = {"", "Example:", "  dxmi runs clean runs/8gaussians-1 --yes"})
final class RunsClean implements Callable<Integer> {

    private static final Set<RunState> CLEANABLE = EnumSet.of(RunState.FINISHED, RunState.STOPPED, RunState.FAILED);

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Run folders (default: all runs in the folder runs that are not running).")
    private List<Path> runs = List.of();

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<RunCleaning> cleanings = chosen().stream()
                .map(RunCleaning::of)
                .filter(cleaning -> !cleaning.files().isEmpty())
                .toList();
        cleanings.forEach(cleaning -> cleaning.files().forEach(file -> err.println("  " + file)));
        long files = cleanings.stream().mapToLong(c -> c.files().size()).sum();
        long bytes = cleanings.stream().mapToLong(RunCleaning::bytes).sum();
        boolean removed = files > 0 && (yes || agreed(files, bytes));
        if (removed) cleanings.forEach(RunCleaning::remove);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("removed", removed ? files : 0);
        result.put("bytes", removed ? bytes : 0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private List<Path> chosen() {
        if (!runs.isEmpty()) return runs;
        return RunList.in(Path.of("runs")).stream()
                .filter(run -> CLEANABLE.contains(run.state()))
                .map(RunStatus::run)
                .toList();
    }

    private boolean agreed(long files, long bytes) {
        String question = String.format(Locale.ROOT, "remove %d checkpoints, %.1f MB? [y/N] ", files, bytes / 1e6);
        if (!Consoles.canAsk()) throw new UserError("expected --yes, or a terminal to ask: " + question.strip());
        spec.commandLine().getErr().print(question);
        spec.commandLine().getErr().flush();
        String answer = Consoles.answer();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
