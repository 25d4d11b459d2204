package io.dxmi.cli;

import io.dxmi.runs.Experiments;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.engine.Devices;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Entry point of {@code dxmi}. */
public final class Main {

    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    /** The command whose output names all others. */
    private static final String COMPLETION = "completion";

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
        return execute(() -> called(experiments, arguments), arguments);
    }

    /**
     * Runs a command line of another program, with the messages and exit codes of this one.
     *
     * @param name of the program
     * @param about what it does, one sentence
     * @param commands in the order of the help
     */
    public static int run(String name, String about, Map<String, Supplier<Object>> commands, String... arguments) {
        return execute(
                () -> {
                    CommandLine line = line(commands).setCommandName(name);
                    line.getCommandSpec().usageMessage().description(about);
                    return line;
                },
                arguments);
    }

    static int execute(Supplier<CommandLine> commands, String... arguments) {
        // stderr is for people, and the libraries' start-up notes tell them nothing; the launcher or the user may say
        // otherwise
        if (System.getProperty(LOG_LEVEL) == null) System.setProperty(LOG_LEVEL, "error");
        System.setProperty("org.slf4j.simpleLogger.log.dxmi", "warn");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        Signals.endAtOnce();
        CommandLine line = commands.get();
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            return Failures.memory(line.getErr());
        }
    }

    /** Every command with its options. */
    static CommandLine commands(Experiments experiments) {
        return line(makers(experiments));
    }

    /** The command that is called alone, if the arguments begin with a name: reading the options of all takes a third of a second. */
    static CommandLine called(Experiments experiments, String... arguments) {
        Map<String, Supplier<Object>> makers = makers(experiments);
        String first = arguments.length == 0 ? "" : arguments[0];
        boolean one = makers.containsKey(first) && !first.equals(COMPLETION);
        return line(one ? Map.of(first, makers.get(first)) : makers);
    }

    private static Map<String, Supplier<Object>> makers(Experiments experiments) {
        Map<String, Supplier<Object>> makers = new LinkedHashMap<>(); // in the order of the help
        makers.put("train", () -> new Train(experiments));
        makers.put("pretrain", () -> new Pretrain(experiments));
        makers.put("distil", () -> new Distil(experiments));
        makers.put("compare", () -> new Compare(experiments));
        makers.put("sweep", () -> new Sweep(experiments));
        makers.put("sample", Sample::new);
        makers.put("translate", Translate::new);
        makers.put("evaluate", Evaluate::new);
        makers.put("reference", ReferenceCommand::new);
        makers.put("score", Score::new);
        makers.put("watch", Watch::new);
        makers.put("report", ReportCommand::new);
        makers.put("export", Export::new);
        makers.put("runs", RunsCommand::new);
        makers.put("inspect", Inspect::new);
        makers.put("import", ImportCheckpoint::new);
        makers.put("detect", Main::detect);
        makers.put("presets", PresetsCommand::new);
        makers.put("settings", SettingsCommand::new);
        makers.put("doctor", Doctor::new);
        makers.put(COMPLETION, Completion::new);
        return makers;
    }

    private static CommandLine line(Map<String, Supplier<Object>> makers) {
        CommandLine line = new CommandLine(new Root());
        makers.forEach((name, maker) -> line.addSubcommand(name, maker.get()));
        return line.setOut(writer(FileDescriptor.out))
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
