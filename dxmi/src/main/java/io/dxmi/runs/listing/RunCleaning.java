package io.dxmi.runs.listing;

import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Removes the checkpoints of a run that are neither its last good one nor its best. Files that the run did not write stay.
 *
 * @param run a run folder
 * @param files what goes
 */
public record RunCleaning(Path run, List<Path> files) {

    /**
     * Looks at a run; removes nothing.
     *
     * @throws UserError if there is no run, if it is being trained, or if it has checkpoints and none is good
     */
    public static RunCleaning of(Path run) {
        RunFolder.config(run);
        if (WriteLock.isTaken(run)) throw new UserError(run + " is being trained; clean it after its end");
        return new RunCleaning(run, Checkpoints.supersededIn(run));
    }

    /** Size of what goes, bytes. */
    public long bytes() {
        long bytes = 0;
        for (Path file : files) bytes += file.toFile().length();
        return bytes;
    }

    /** Removes the files, while no other process can write the run. @throws UserError if that fails */
    public void remove() {
        WriteLock.folder(run).during(() -> {
            for (Path file : files) removeOne(file);
            return files;
        });
    }

    private static void removeOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UserError("cannot remove " + file, e);
        }
    }
}
