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

/** {@code dxmi detect score}. */
@Command(
        name = "score",
        description = "Writes score, p-value and flag of each sample.",
        footer = {"", "Example:", "  dxmi detect score model --data parts.csv --out scores.csv"})
final class DetectScore implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder.")
    private Path model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "A new file that ends in .csv or .jsonl.")
    private Path out;

    @Option(names = "--maps", paramLabel = "FOLDER", description = "Also write a heat map of each image.")
    private Path maps;

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
                        maps == null && Detection.isSeries(model)
                                ? Detection.scoreSeries(model, samples, out, table, progress)
                                        .summary()
                                : DetectJson.scored(Detection.score(model, samples, out, maps, table, progress)));
    }
}
