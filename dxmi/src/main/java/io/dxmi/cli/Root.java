package io.dxmi.cli;

import io.dxmi.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code dxmi} itself: help, version and what all commands share. */
@Command(
        name = "dxmi",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Root.Version.class,
        description = "Trains diffusion samplers and energy-based models together.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:the arguments, a file or a setting is wrong; the message says which",
            "129, 130, 143:stopped by SIGHUP, SIGINT (Ctrl-C) or SIGTERM, after writing a checkpoint"
        },
        synopsisSubcommandLabel = "COMMAND")
final class Root implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace when something fails.")
    private boolean verbose;

    /** {@code dxmi} without a command. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "expected a command: " + String.join(", ", spec.subcommands().keySet()));
    }

    boolean verbose() {
        return verbose;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Versions v = Versions.CURRENT;
            return new String[] {"dxmi " + v.toolkit() + " (DJL " + v.djl() + ", PyTorch " + v.pytorch() + ")"};
        }
    }
}
