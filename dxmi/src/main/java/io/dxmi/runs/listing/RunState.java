package io.dxmi.runs.listing;

import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a run does, or how it ended. */
public enum RunState {
    /** A process that lives writes the run. */
    RUNNING,
    /** The run is complete. */
    FINISHED,
    /** The run was stopped or killed and can be continued. */
    STOPPED,
    /** The run ended with an error, which {@code error.txt} tells. */
    FAILED,
    /** The configuration or all checkpoints cannot be read. */
    DAMAGED;

    /** As the files of a run show it; damage is not looked for. */
    public static RunState of(Path run) {
        if (WriteLock.isTaken(run)) return RUNNING;
        if (Files.isRegularFile(run.resolve("error.txt"))) return FAILED;
        return Files.isRegularFile(run.resolve("summary.json")) ? FINISHED : STOPPED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
