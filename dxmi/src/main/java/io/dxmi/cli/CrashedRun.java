package io.dxmi.cli;

import java.nio.file.Path;

/** A run that failed after its folder was made; the stack trace is in {@link #trace}. */
final class CrashedRun extends RuntimeException {

    private final transient Path trace;

    CrashedRun(Throwable cause, Path trace) {
        super(cause);
        this.trace = trace;
    }

    Path trace() {
        return trace;
    }
}
