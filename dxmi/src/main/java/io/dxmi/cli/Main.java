package io.dxmi.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code dxmi}. */
public final class Main {

    @Command(name = "dxmi", mixinStandardHelpOptions = true, description = "Trains diffusion samplers and energies.")
    static final class Root {}

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Root()).execute(arguments));
    }
}
