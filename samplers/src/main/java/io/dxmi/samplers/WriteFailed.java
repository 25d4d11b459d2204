package io.dxmi.samplers;

import java.util.Optional;

/**
 * Writing failed although nothing is wrong with the command: the disk is full, a quota or a limit of file size is reached,
 * or the device fails. What a file was before, it is still.
 *
 * <p>The message is one line that names the file and the reason. The code that knows what was finished before adds it by
 * {@link #keeping}, and the code that knows how to go on adds that by {@link #continuedBy}.
 */
public final class WriteFailed extends RuntimeException {

    private final String kept;
    private final String next;

    public WriteFailed(String message, Throwable cause) {
        this(message, cause, null, null);
    }

    private WriteFailed(String message, Throwable cause, String kept, String next) {
        super(message, cause);
        this.kept = kept;
        this.next = next;
    }

    /** The same failure, with what is kept, as in "128 of 1000 samples". */
    public WriteFailed keeping(String what) {
        return new WriteFailed(getMessage(), getCause(), what, next);
    }

    /** The same failure, with how to go on once there is room. */
    public WriteFailed continuedBy(String how) {
        return new WriteFailed(getMessage(), getCause(), kept, how);
    }

    /** What was finished before and is kept, if the thrower knows. */
    public Optional<String> kept() {
        return Optional.ofNullable(kept);
    }

    /** How to go on once there is room, if it is not the same command. */
    public Optional<String> next() {
        return Optional.ofNullable(next);
    }
}
