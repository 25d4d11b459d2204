package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.runs.listing.RunCleaning;
import io.dxmi.runs.listing.RunList;
import io.dxmi.runs.listing.RunState;
import io.dxmi.runs.listing.RunStatus;
import io.dxmi.samplers.UserError;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import picocli.CommandLine.ParentCommand;
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

    @ParentCommand
    private RunsCommand list;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Run folders, or folders of runs, of which those that are not running are cleaned (default:"
                    + " the folder runs).")
    private List<Path> runs = List.of();

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    @Override
    public Integer call() {
        if (list.hasFolder()) throw new UserError("expected runs or folders of runs behind clean, got one before it");
        PrintWriter err = spec.commandLine().getErr();
        List<RunCleaning> cleanings = new ArrayList<>();
        for (Path path : runs.isEmpty() ? List.of(Path.of("runs")) : runs) {
            if (Files.isRegularFile(path.resolve("config.yaml"))) cleanings.add(RunCleaning.of(path));
            else cleanings.addAll(inside(path, err));
        }
        cleanings.removeIf(cleaning -> cleaning.files().isEmpty());
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

    /** A run among others that cannot be cleaned does not keep the others from it. */
    private static List<RunCleaning> inside(Path folder, PrintWriter err) {
        List<RunCleaning> cleanings = new ArrayList<>();
        for (RunStatus run : RunList.in(folder)) {
            if (!CLEANABLE.contains(run.state())) continue;
            try {
                cleanings.add(RunCleaning.of(run.run()));
            } catch (UserError e) {
                err.println("left alone: " + e.getMessage());
            }
        }
        return cleanings;
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
