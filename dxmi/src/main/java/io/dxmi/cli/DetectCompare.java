package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.compare.ComparisonReport;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.samplers.engine.Devices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi detect compare}. */
@Command(
        name = "compare",
        description = {
            "Compares the energy with baselines on your labelled data, in one table with confidence intervals.",
            "Each detector is fitted to a random half of the normal samples and tested on the rest and all anomalies,"
                    + " again with other halves; a folder with train/ and test/ is one split."
        },
        footer = {
            "",
            "Examples:",
            "  dxmi detect compare readings.csv --label-column state --normal ok",
            "  dxmi detect compare bottle --energies kernel,patchcore    (a folder in the layout of MVTec AD)"
        })
final class DetectCompare implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATA", description = DataArgument.FORMS)
    private Path data;

    @Option(
            names = "--energies",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to compare, of ${COMPLETION-CANDIDATES}; the first is the one that others are compared with"
                            + " (default: kernel, knn or patchcore, iforest). kernel has two rows, with joint training and without;"
                            + " 'dxmi detect fit' makes one of them.")
    private List<EnergyKind> energies = new ArrayList<>();

    @Option(
            names = "--splits",
            paramLabel = "N",
            defaultValue = "5",
            description = "Random halves of the normal samples (default: 5).")
    private int splits;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything random (default: 0).")
    private long seed;

    @Mixin
    private CurveArguments curves;

    @Mixin
    private DetectArguments arguments;

    @Override
    public Integer call() {
        return arguments.run(spec, Map.of("data", data.toString()), data, (samples, table, progress) -> {
            FitOptions options = FitOptions.defaults(seed)
                    .withDevice(Devices.named(arguments.device()))
                    .withCurves(curves.choice());
            ComparisonReport report = Detection.compare(samples, table, energies, splits, options, progress);
            TextTable.print(report.table(), spec.commandLine().getErr());
            return report.summary();
        });
    }
}
