package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.report.DetectJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi detect evaluate}. */
@Command(
        name = "evaluate",
        description = "Measures a model on labelled samples.",
        footer = {"", "Example:", "  dxmi detect evaluate model --data test.csv --label-column state --normal ok"})
final class DetectEvaluate implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder or file.")
    private Path model;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Also write a page with curves, the worst and the best cases, and all samples.")
    private Path report;

    @Mixin
    private DataArgument data;

    @Mixin
    private DetectArguments arguments;

    @Override
    public Integer call() {
        return arguments.run(
                spec,
                model,
                data.path(),
                (samples, table, progress) ->
                        DetectJson.evaluated(Detection.evaluate(model, samples, table, report, progress)));
    }
}
