package io.dxmi.runs;

import java.nio.file.Path;

/** A run that failed after its folder was made; the stack trace is in {@link #trace}. */
public final class RunFailed extends RuntimeException {

    private final transient Path trace;

    RunFailed(Throwable cause, Path trace) {
        super(cause);
        this.trace = trace;
    }

    public Path trace() {
        return trace;
    }
}
