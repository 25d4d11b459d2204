package io.dxmi.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dxmi reference}. */
@Command(
        name = "reference",
        description = "Statistics of real images or points, to measure samples against.",
        subcommands = {ReferenceBuild.class, ReferenceMerge.class})
final class ReferenceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command: build or merge");
    }
}
