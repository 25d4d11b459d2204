package io.dxmi.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dxmi detect}: anomaly detectors. */
@Command(
        name = "detect",
        description = "Fits an anomaly detector to normal samples, scores new ones, measures it on labelled ones.",
        subcommands = {
            DetectFit.class,
            DetectScore.class,
            DetectEvaluate.class,
            DetectOutliers.class,
            DetectCompare.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class Detect implements Runnable {

    @Spec
    private CommandSpec spec;

    /** {@code dxmi detect} without a command. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "expected a command of detect: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
