package io.dxmi.runs;

import io.dxmi.runs.checkpoint.Checkpoints;
import java.nio.file.Path;

/** What a training that ended early leaves, and how it goes on: words for people. */
public final class Kept {

    private Kept() {}

    /** The run folder and its newest checkpoint. */
    public static String of(Path run) {
        return run + " with "
                + Checkpoints.of(run)
                        .latestFile()
                        .map(file -> "the checkpoint " + file.getFileName())
                        .orElse("its configuration, and no checkpoint yet");
    }

    /**
     * A line about a data parallel training that has lost a worker.
     *
     * @param loss which worker was lost, and how
     * @param command that goes on with it
     */
    public static String afterLoss(String loss, Path run, String command) {
        return loss + "; kept: " + of(run) + "; continue, with any number of workers, with: " + command;
    }
}
