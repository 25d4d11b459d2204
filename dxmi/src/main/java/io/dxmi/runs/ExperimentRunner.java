package io.dxmi.runs;

import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunSummary;
import java.util.Optional;

/** Runs a prepared experiment in its run folder. */
@FunctionalInterface
public interface ExperimentRunner {

    /** Runs the experiment and returns the summary; empty if the run was stopped before its end. */
    Optional<RunSummary> run(Experiment experiment, RunFolder folder);
}
