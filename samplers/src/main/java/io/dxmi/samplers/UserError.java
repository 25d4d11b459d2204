package io.dxmi.samplers;

/**
 * A mistake that the person at the keyboard can mend: a wrong key, file, shape or range.
 *
 * <p>The message is one line that says what was expected, what came, and where. The command line prints it without a
 * stack trace and exits with 2; no other exception maps to that code.
 */
public final class UserError extends RuntimeException {

    public UserError(String message) {
        super(oneLine(message));
    }

    public UserError(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Messages quote files, and what a file says must neither break the line nor reach a terminal's controls. */
    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    }
}
