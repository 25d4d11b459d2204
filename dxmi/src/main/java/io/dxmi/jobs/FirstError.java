package io.dxmi.jobs;

import java.util.Optional;

/** The error of the first job, in order, of those that had one. */
final class FirstError {

    private int at = Integer.MAX_VALUE;
    private int code;
    private Optional<String> line = Optional.empty();

    /** Takes the error of the job at a position, with the exit code of its process and the line that says why. */
    void met(int position, int exitCode, Optional<String> said) {
        if (code != 0 && position >= at) return;
        at = position;
        code = exitCode;
        line = said;
    }

    boolean isMet() {
        return code != 0;
    }

    /** Whether the job at a position comes after that of the error. */
    boolean isBefore(int position) {
        return isMet() && at < position;
    }

    int code() {
        return code;
    }

    Optional<String> line() {
        return line;
    }
}
