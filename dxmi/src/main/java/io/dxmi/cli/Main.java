package io.dxmi.cli;

import io.dxmi.run.Experiments;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Entry point of {@code dxmi}. */
public final class Main {

    /** TODO replace by the experiment over io.dxmi.train. */
    private static final Experiments EXPERIMENTS = (config, device) -> {
        throw new IllegalStateException("no experiment is plugged in yet");
    };

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(EXPERIMENTS, arguments));
    }

    /** Runs a command line and returns its exit code. */
    static int run(Experiments experiments, String... arguments) {
        CommandLine line = new CommandLine(new Root())
                .addSubcommand(new Train(experiments))
                .addSubcommand(new Pretrain(experiments))
                .addSubcommand(new PresetsCommand())
                .addSubcommand(new Doctor())
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution);
        return line.execute(arguments);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
