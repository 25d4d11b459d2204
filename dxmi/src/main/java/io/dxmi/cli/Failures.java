package io.dxmi.cli;

import io.dxmi.config.Nearest;
import io.dxmi.jobs.WorkersEnded;
import io.dxmi.runs.RunFailed;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        Throwable cause = e instanceof RunFailed ? e.getCause() : e;
        boolean verbose = ((Root) command.getCommandSpec().root().userObject()).verbose();
        PrintWriter err = command.getErr();
        if (cause instanceof UserError mistake) {
            err.println("dxmi: " + mistake.message(parameter -> option(parameter, parsed)));
            if (verbose) cause.printStackTrace(err);
            return USER;
        }
        if (cause instanceof WriteFailed full) {
            err.println("dxmi: failed: " + oneLine(room(full)));
            if (verbose) cause.printStackTrace(err);
            return FAILED;
        }
        if (cause instanceof WorkersEnded ended) return ended.exitCode();
        Optional<NativeMemory> memory = NativeMemory.of(cause);
        if (memory.isPresent()) {
            String kept = e instanceof RunFailed ? "; train --resume goes on from the last checkpoint" : "";
            err.println("dxmi: failed: " + memory.get().remedy(last(parsed).commandSpec()) + kept);
            if (verbose) cause.printStackTrace(err);
            return FAILED;
        }
        String trace = "run again with --verbose for the stack trace";
        if (e instanceof RunFailed crashed) trace = "stack trace in " + crashed.trace();
        err.println("dxmi: failed: " + RunFailed.describe(cause) + " (" + trace + ")");
        if (verbose) cause.printStackTrace(err);
        return FAILED;
    }

    /** What was kept, and how to go on. */
    private static String room(WriteFailed failure) {
        String reason = failure.getMessage();
        String cure = reason.contains("File too large")
                ? "raise the limit of file size (ulimit -f)"
                : reason.contains("nput/output error") ? "check the disk" : "make room on the disk";
        return reason + "; kept: " + failure.kept().orElse("what was there before") + "; " + cure + ", then "
                + failure.next().orElse("run the same command again");
    }

    /** The command's option for a parameter of the library; the parameter's own name if the command has none. */
    private static String option(String parameter, ParseResult parsed) {
        String option = "--" + parameter;
        return last(parsed).commandSpec().findOption(option) == null ? parameter : option;
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) last = last.subcommand();
        return last;
    }

    /** Java's own memory ran out. */
    static int memory(PrintWriter err) {
        err.printf(
                Locale.ROOT,
                "dxmi: failed: Java's %d MB of memory are not enough; DXMI_JAVA_OPTS=-Xmx8g gives it 8 GB%n",
                Runtime.getRuntime().maxMemory() >> 20);
        return FAILED;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
