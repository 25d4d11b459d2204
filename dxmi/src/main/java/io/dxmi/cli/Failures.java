package io.dxmi.cli;

import io.dxmi.config.Nearest;
import io.dxmi.samplers.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for whatever goes wrong, and the exit code: 2 for the user's mistakes, 1 for all else. */
final class Failures {

    private static final int FAILED = 1;
    private static final int USER = 2;

    private Failures() {}

    /** Arguments that do not parse. */
    static int usage(ParameterException e, String... arguments) {
        CommandLine command = e.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println("dxmi: " + oneLine(e.getMessage()) + meant(e) + " (see " + help + ")");
        return USER;
    }

    private static String meant(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException wrong)
                || wrong.getUnmatched().isEmpty()) return "";
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        List<String> known = new ArrayList<>(spec.optionsMap().keySet());
        known.addAll(spec.subcommands().keySet());
        return Nearest.suggestion(wrong.getUnmatched().get(0).replaceFirst("=.*", ""), known);
    }

    /** A command that threw. */
    static int execution(Exception e, CommandLine command, ParseResult parsed) {
        Throwable cause = e instanceof CrashedRun ? e.getCause() : e;
        boolean verbose = ((Root) command.getCommandSpec().root().userObject()).verbose();
        PrintWriter err = command.getErr();
        if (cause instanceof UserError) {
            err.println("dxmi: " + oneLine(cause.getMessage()));
            if (verbose) cause.printStackTrace(err);
            return USER;
        }
        String trace = "run again with --verbose for the stack trace";
        if (e instanceof CrashedRun crashed) trace = "stack trace in " + crashed.trace();
        err.println("dxmi: failed: " + describe(cause) + " (" + trace + ")");
        if (verbose) cause.printStackTrace(err);
        return FAILED;
    }

    /** Java's own memory ran out. */
    static int memory(PrintWriter err) {
        err.printf(
                Locale.ROOT,
                "dxmi: failed: Java's %d MB of memory are not enough; DXMI_JAVA_OPTS=-Xmx8g gives it 8 GB%n",
                Runtime.getRuntime().maxMemory() >> 20);
        return FAILED;
    }

    /** The project's own exceptions speak for themselves; others need their name. */
    private static String describe(Throwable e) {
        boolean own = e.getClass().getName().startsWith("io.dxmi.");
        String message = e.getMessage() == null ? "" : oneLine(e.getMessage());
        return own ? message : e.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
