package io.dxmi.cli;

import io.dxmi.detect.fit.Supervision;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Samples of known label beside the data of a fit. */
final class SupervisionArguments {

    @Option(
            names = "--clean",
            paramLabel = "FILE",
            description =
                    "Samples that are known to be normal: they are remembered, and the threshold is taken from them.")
    private Path clean;

    @Option(
            names = "--anomalies",
            paramLabel = "FILE",
            description =
                    "A few known anomalies: samples near them, or on their side of the normal ones, score higher. With"
                            + " --clean, the samples of the data that are nearest to them, compared with the clean ones, leave the"
                            + " memory.")
    private Path anomalies;

    @Option(
            names = "--anomaly-weight",
            paramLabel = "W",
            description = "Weight of the energy of the known anomalies, 0 to 1 (default: 0.25).")
    private Double weight;

    @Option(
            names = "--removed-share",
            paramLabel = "SHARE",
            description = "Share of the data that leaves the memory, with --clean and --anomalies (default: 0.3).")
    private Double removedShare;

    boolean isGiven() {
        return clean != null || anomalies != null;
    }

    /** What was given. @throws UserError if a number has nothing that it is for */
    Supervision supervision() {
        if (weight != null && anomalies == null) {
            throw new UserError("--anomaly-weight is for --anomalies; expected a file of known anomalies");
        }
        if (removedShare != null && (clean == null || anomalies == null)) {
            throw new UserError("--removed-share is for --clean with --anomalies; expected both files");
        }
        Supervision given = Supervision.NONE.withClean(clean).withAnomalies(anomalies);
        if (weight != null) given = given.withWeight(weight);
        return removedShare == null ? given : given.withRemovedShare(removedShare);
    }
}
