package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import java.io.PrintWriter;
import java.nio.file.Files;
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
        footer = {
            "",
            "Examples:",
            "  dxmi detect score model --data parts.csv --out scores.csv",
            "  sensor | dxmi detect score model --data - --follow"
        })
final class DetectScore implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder or file.")
    private Path model;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "A new file that ends in .csv or .jsonl. Of a time series, FILE.alarms.csv has the stretches that are"
                            + " flagged, and FILE.png shows them.")
    private Path out;

    @Option(names = "--maps", paramLabel = "FOLDER", description = "Also write a heat map of each image.")
    private Path maps;

    @Option(
            names = "--follow",
            description =
                    "Score a time series while it grows: --data is a file that is written to, or - for the standard input."
                            + " Each line is answered at once by a line of JSON.")
    private boolean follow;

    @Mixin
    private DataArgument data;

    @Mixin
    private JobsArguments jobs;

    @Mixin
    private DetectArguments arguments;

    @Override
    public Integer call() {
        if (follow && jobs.areSeveral()) throw new UserError("--jobs goes without --follow");
        if (follow) return follow();
        if (out == null)
            throw new UserError("Missing required option: '--out=FILE' (or --follow, for a growing series)");
        if (jobs.isWorker()) {
            return arguments.work(spec, table -> Detection.scoringWork(model, data.path(), out, maps, table));
        }
        if (jobs.areSeveral()) {
            return arguments.run(
                    spec,
                    model,
                    data.path(),
                    (samples, table, progress) ->
                            DetectJson.scored(Detection.score(model, samples, out, maps, table, this::pool, progress)));
        }
        return arguments.run(
                spec,
                model,
                data.path(),
                (samples, table, progress) -> maps == null && Detection.isSeries(model)
                        ? Detection.scoreSeries(model, samples, out, table, progress)
                                .summary()
                        : DetectJson.scored(Detection.score(model, samples, out, maps, table, progress)));
    }

    private WorkerPool pool() {
        return jobs.pool(spec, 5 * size(model) + 3 * size(data.path()), new StopFlag());
    }

    /** Bytes of a file, 0 of a folder. */
    private static long size(Path path) {
        return Files.isRegularFile(path) ? path.toFile().length() : 0;
    }

    private int follow() {
        if (out != null || maps != null) {
            throw new UserError((out != null ? "--out" : "--maps")
                    + " goes without --follow, which answers on the standard" + " output");
        }
        boolean stream = data.path().toString().equals("-");
        return arguments.run(spec, model, data.path(), (samples, table, progress) -> {
            if (!table.noting(null).equals(TableChoice.NONE)) {
                throw new UserError(
                        "--follow takes the columns of the model; expected no --label-column, --normal or --drop");
            }
            PrintWriter console = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            return Detection.follow(
                    model,
                    stream ? null : samples,
                    System.in,
                    answer -> {
                        console.println(answer);
                        console.flush();
                    },
                    warning -> {
                        err.println("dxmi: warning: " + warning);
                        err.flush();
                    });
        });
    }
}
