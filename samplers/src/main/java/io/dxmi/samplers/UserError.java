package io.dxmi.samplers;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mistake that the user can correct: a wrong key, file, shape or range.
 *
 * <p>The message is one line that says what was expected, what came, and where. The command line prints it without a
 * stack trace and exits with 2; no other exception maps to that code.
 *
 * <p>A message names a parameter of the library through {@link #parameter}. {@link #getMessage} shows that name; a program
 * with names of its own, such as options, shows them through {@link #message}.
 */
public final class UserError extends RuntimeException {

    /** Private-use characters, which no file name has by accident. */
    private static final char OPEN = '\uE000';

    private static final char CLOSE = '\uE001';
    private static final Pattern PARAMETER = Pattern.compile(OPEN + "([^" + CLOSE + "]*)" + CLOSE);

    private final String marked;

    public UserError(String message) {
        this(message, null);
    }

    public UserError(String message, Throwable cause) {
        super(named(oneLine(message), UnaryOperator.identity()), cause);
        this.marked = oneLine(message);
    }

    /** The same mistake with its place in front of the message, as in {@code reference cifar.npz: no such file}. */
    public static UserError at(String place, UserError mistake) {
        return new UserError(place + mistake.marked, mistake);
    }

    /** A parameter's name, for use within a message. */
    public static String parameter(String name) {
        return OPEN + name + CLOSE;
    }

    /**
     * The message under a program's own names of the parameters.
     *
     * @param names from a parameter's name to the program's
     */
    public String message(UnaryOperator<String> names) {
        return named(marked, names);
    }

    private static String named(String marked, UnaryOperator<String> names) {
        return PARAMETER.matcher(marked).replaceAll(m -> Matcher.quoteReplacement(names.apply(m.group(1))));
    }

    /** Messages quote files, and what a file says must neither break the line nor reach a terminal's controls. */
    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    }
}
