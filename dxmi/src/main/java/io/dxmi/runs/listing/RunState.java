package io.dxmi.runs.listing;

import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
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

    /** As {@link #of}, or damaged. Reads the headers of the checkpoints unless the run is running. */
    public static RunState examined(Path run) {
        if (WriteLock.isTaken(run)) return RUNNING;
        try {
            RunFolder.config(run);
            Checkpoints.requireReadable(run);
            return of(run);
        } catch (UserError e) {
            return DAMAGED;
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
