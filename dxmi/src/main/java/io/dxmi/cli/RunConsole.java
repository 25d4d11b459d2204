package io.dxmi.cli;

import io.dxmi.runs.ConsoleProgress;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.ExperimentRunner;
import io.dxmi.runs.Outcome;
import io.dxmi.runs.RecordedRun;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunSummary;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Runs experiments at a console: progress and the resume command on stderr, signals that stop the run. */
final class RunConsole implements ExperimentRunner {

    private final PrintWriter err;
    private final boolean quiet;
    private final StopFlag stop = new StopFlag();

    RunConsole(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public Optional<RunSummary> run(Experiment experiment, RunFolder folder) {
        return run(experiment, folder, Progress.NONE);
    }

    /** Runs the experiment with a further listener. */
    Optional<RunSummary> run(Experiment experiment, RunFolder folder, Progress listener) {
        if (!quiet) {
            err.println("dxmi: run folder " + folder.path());
            experiment.choices().forEach(line -> err.println("dxmi: " + line));
        }
        Signals.handOver(stop, err);
        Optional<RunSummary> summary =
                new RecordedRun(Progress.all(List.of(progress(folder), listener)), stop).run(experiment, folder);
        if (!quiet && summary.isPresent()) {
            String useBest = "dxmi sample " + folder.path() + " --checkpoint best";
            Outcome.lines(summary.get(), folder.path(), useBest).forEach(err::println);
        }
        if (summary.isEmpty()) err.println("dxmi: stopped; continue with: dxmi train --resume " + folder.path());
        return summary;
    }

    private Progress progress(RunFolder folder) {
        if (quiet) return Progress.NONE;
        ConsoleProgress progress = Consoles.progress(err);
        folder.checkpoints().best().ifPresent(best -> progress.bestSoFar(best.value()));
        return progress;
    }

    /** Exit code of a run that was stopped. */
    int exitCode() {
        return stop.exitCode();
    }
}
