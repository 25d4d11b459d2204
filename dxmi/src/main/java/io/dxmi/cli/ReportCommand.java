package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.watch.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi report}. */
@Command(
        name = "report",
        description =
                "Writes runs into one HTML file to send to somebody: what 'dxmi watch' shows, with everything inside.",
        footer = {"", "Example:", "  dxmi report runs/8gaussians-1 runs/8gaussians-2 --out report.html"})
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Run folders, or folders of runs.")
    private List<Path> runs;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file (default: report.html in the first folder); an older report is replaced.")
    private Path out;

    @Override
    public Integer call() {
        Path file = out == null ? runs.get(0).resolve("report.html") : out;
        spec.commandLine().getOut().println(Json.line(Report.write(runs, file)));
        return 0;
    }
}
