package io.dxmi.cli;

import io.dxmi.runs.Experiments;
import io.dxmi.runs.training.TrainingRun;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Entry point of {@code dxmi}. */
public final class Main {

    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit code; a program may call this many times. */
    public static int run(String... arguments) {
        return run((config, device) -> new TrainingRun(config, Devices.named(device)), arguments);
    }

    /** Runs a command line and returns its exit code. */
    static int run(Experiments experiments, String... arguments) {
        // stderr is for people, and the libraries' start-up notes tell them nothing; the launcher or the user may say
        // otherwise
        if (System.getProperty(LOG_LEVEL) == null) System.setProperty(LOG_LEVEL, "error");
        System.setProperty("org.slf4j.simpleLogger.log.dxmi", "warn");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        Signals.endAtOnce();
        CommandLine line = commands(experiments);
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            return Failures.memory(line.getErr());
        }
    }

    /** Every command with its options. */
    static CommandLine commands(Experiments experiments) {
        return new CommandLine(new Root())
                .addSubcommand(new Train(experiments))
                .addSubcommand(new Pretrain(experiments))
                .addSubcommand(new Compare(experiments))
                .addSubcommand(new Sweep(experiments))
                .addSubcommand(new Sample())
                .addSubcommand(new Translate())
                .addSubcommand(new Evaluate())
                .addSubcommand(new ReferenceCommand())
                .addSubcommand(new Score())
                .addSubcommand(new Watch())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new Export())
                .addSubcommand(new RunsCommand())
                .addSubcommand(new Inspect())
                .addSubcommand(new ImportCheckpoint())
                .addSubcommand(detect())
                .addSubcommand(new PresetsCommand())
                .addSubcommand(new SettingsCommand())
                .addSubcommand(new Doctor())
                .addSubcommand(new Completion())
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution);
    }

    private static CommandLine detect() {
        return new CommandLine(new Detect()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
