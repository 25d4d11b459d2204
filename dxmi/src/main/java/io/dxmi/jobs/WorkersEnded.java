package io.dxmi.jobs;

/** The workers of a pool ended before their work was done, and have said why. */
public final class WorkersEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public WorkersEnded(int exitCode) {
        super("workers ended with exit code " + exitCode);
        this.exitCode = exitCode;
    }

    /** Exit code of the command. */
    public int exitCode() {
        return exitCode;
    }
}
