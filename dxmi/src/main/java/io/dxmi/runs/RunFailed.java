package io.dxmi.runs;

import java.nio.file.Path;

/** A run that failed after its folder was made; the stack trace is in {@link #trace}. */
public final class RunFailed extends RuntimeException {

    private final transient Path trace;

    RunFailed(Throwable cause, Path trace) {
        super(describe(cause), cause);
        this.trace = trace;
    }

    /** One line for a failure: the project's own exceptions speak for themselves, others need their name. */
    public static String describe(Throwable e) {
        boolean own = e.getClass().getName().startsWith("io.dxmi.");
        String message = e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
        return own ? message : e.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    public Path trace() {
        return trace;
    }
}
