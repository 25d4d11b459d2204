package io.dxmi.runs;

import io.dxmi.runs.folder.RunFolder;
import java.util.Map;
import java.util.Optional;

/** Runs a prepared experiment in its run folder. */
@FunctionalInterface
public interface ExperimentRunner {

    /** Runs the experiment and returns the summary; empty if the run was stopped before its end. */
    Optional<Map<String, Object>> run(Experiment experiment, RunFolder folder);
}
